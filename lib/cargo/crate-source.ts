import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { readToml } from '../files/structured.js';
import { customHarnesses, type CrateFiles } from './bind-manifest.js';
import { findCrateFiles } from './crate-files.js';
import { asTable, asText, type Table } from './toml.js';

/** One of our crates (a suite, or what suites share) as it stands in its own folder. */
export interface CrateSource {
  readonly directory: string;
  /** Package name; also the name of its generated folder. */
  readonly name: string;
  readonly manifest: Table;
  readonly files: CrateFiles;
}

/** Reads a crate's manifest and finds its targets. */
export const readCrate = async (directory: string): Promise<Result<CrateSource, Cause>> => {
  const path = join(directory, 'Cargo.toml');
  const bad = (seen: string, expected: string, fix: string): Result<never, Cause> =>
    err({ id: 'suite-manifest', seen, expected, fix });
  const manifest = await readToml(path);
  if (!manifest.ok)
    return bad(manifest.error.message, 'the manifest of a suite’s crate', `restore or mend ${path}`);
  const table = asTable(manifest.value) ?? {};
  const name = asText(asTable(table['package'])?.['name']);
  if (name === undefined) return bad(`no package.name in ${path}`, 'a [package] with a name', `mend ${path}`);
  const custom = customHarnesses(table);
  if (custom.length > 0)
    return bad(
      `harness = false for ${custom.join(', ')} in ${path}`,
      'test targets that are run by libtest, whose report the harness can read',
      'remove "harness = false"',
    );
  return ok({ directory, name, manifest: table, files: await findCrateFiles(directory) });
};
