import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Makes `directory` hold a link to every program of PATH but the excluded ones: with it as PATH those are missing, while nothing on
 * the machine changes.
 */
export const farmPrograms = (directory: string, excluded: readonly string[]): void => {
  mkdirSync(directory, { recursive: true });
  const taken = new Set(excluded);
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      if (taken.has(name)) continue;
      taken.add(name);
      symlinkSync(join(folder, name), join(directory, name));
    }
  }
};

/** Puts a program of our own (a shell script) into a directory, over a link of the same name. */
export const plantProgram = (directory: string, name: string, script: string): void => {
  const path = join(directory, name);
  rmSync(path, { force: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
};
