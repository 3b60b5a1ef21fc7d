import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { findProgram } from '../files/stat.js';

/** Finds cargo on PATH, or where rustup puts it. */
export const findCargo = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): Result<string, Cause> => {
  const rustupBin = join(environment['CARGO_HOME'] ?? join(home, '.cargo'), 'bin');
  const path = findProgram('cargo', environment['PATH'] ?? '') ?? findProgram('cargo', rustupBin);
  if (path !== undefined) return ok(path);
  return err({
    id: 'cargo-missing',
    seen: `no program "cargo" on PATH or in ${rustupBin}`,
    expected: 'a Rust toolchain: the subject and the suites are compiled on this machine',
    fix: 'install rustup from https://rustup.rs, then open a new shell',
  });
};
