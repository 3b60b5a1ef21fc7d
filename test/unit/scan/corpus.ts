import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folder of the fixture corpus. */
export const CORPUS = join(import.meta.dirname, '../../fixtures/scan');

/** One fixture: a file, or a folder whose root is `lib.rs`. */
export interface Fixture {
  readonly kind: string;
  readonly name: string;
  /** Path of the root file on the disk. */
  readonly path: string;
  readonly root: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Rule the header names; undefined for `clean`. */
  readonly rule: string | undefined;
  /** `file:line` of each expected finding, sorted. */
  readonly expected: readonly string[];
}

const walk = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((entry) => join(directory, entry))
    .filter((path) => statSync(path).isFile());

/** Reads all fixtures of one kind. The header `// scan: RULE LINE…` or `// scan: clean` is in the root file's first lines. */
export const fixtures = (kind: string): readonly Fixture[] =>
  readdirSync(join(CORPUS, kind))
    .sort()
    .map((entry) => {
      const at = join(CORPUS, kind, entry);
      const folder = statSync(at).isDirectory();
      const root = folder ? 'lib.rs' : entry;
      const files = new Map(
        folder
          ? walk(at).map((path) => [relative(at, path), readFileSync(path)] as const)
          : [[entry, readFileSync(at)] as const],
      );
      const header = /^\uFEFF?(?:#!.*\n)?\/\/ scan: (.*?)\r?$/m.exec(
        Buffer.from(files.get(root) ?? []).toString(),
      );
      if (header?.[1] === undefined) throw new Error(`${at} has no header`);
      const [rule, ...places] = header[1].trim().split(/\s+/);
      return {
        kind,
        name: entry,
        path: folder ? join(at, root) : at,
        root,
        files,
        rule: rule === 'clean' ? undefined : rule,
        expected: places.map((place) => (place.includes(':') ? place : `${root}:${place}`)).sort(),
      };
    });
