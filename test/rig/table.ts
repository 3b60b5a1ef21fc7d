import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './program.js';

/** Cells of every row of the tables in a Markdown file of this tree, header and rule left out; backticks are taken off. */
export const tableRows = (path: string): readonly (readonly string[])[] =>
  readFileSync(join(root, path), 'utf8')
    .split(/^\| ?-.*\|$/m)
    .slice(1)
    .flatMap((part) => /^(?:\n?\|.*\|$)+/m.exec(part)?.[0].trim().split('\n') ?? [])
    .map((row) =>
      row
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
