import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { isFile } from '../files/stat.js';
import { run } from '../proc/run.js';

/** What the harness needs to know of a package: a part of `cargo metadata`. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the folder that holds its manifest. */
  readonly directory: string;
  readonly features: readonly string[];
}

const metadataSchema = z.object({
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      manifest_path: z.string(),
      features: z.record(z.string(), z.unknown()),
    }),
  ),
});

const EXPECTED = 'the folder of a crate that offers tokio with the DPDK types (a Cargo.toml with [package])';

const badPath = (seen: string, directory: string): Cause => ({
  id: 'subject-not-found',
  seen,
  expected: EXPECTED,
  fix: `give the crate's folder, e.g. --crate ${join(directory, 'tokio')}`,
});

/**
 * The package a path stands for: the one whose manifest lies there, or, when the path is a workspace without a package of its own,
 * its member called `tokio`.
 */
export const findPackage = async (
  cargo: string,
  directory: string,
  signal?: AbortSignal,
): Promise<Result<PackageFacts, Cause>> => {
  const manifest = join(directory, 'Cargo.toml');
  if (!isFile(manifest)) return err(badPath(`no Cargo.toml in ${directory}`, directory));
  const result = await run(
    cargo,
    ['metadata', '--no-deps', '--format-version', '1', '--manifest-path', manifest],
    { maxOutput: 1 << 26, ...(signal === undefined ? {} : { signal }) },
  );
  if (result.exitCode !== 0)
    return err({
      id: 'subject-manifest',
      seen: `cargo cannot read ${manifest}: ${result.stderr.trim() || 'it gave no reason'}`,
      expected: EXPECTED,
      fix: `mend the manifest until "cargo metadata --no-deps --manifest-path ${manifest}" succeeds`,
    });
  const { packages } = metadataSchema.parse(JSON.parse(result.stdout));
  const found =
    packages.find((candidate) => candidate.manifest_path === manifest) ??
    packages.find((candidate) => candidate.name === 'tokio');
  if (found === undefined)
    return err(badPath(`a workspace without a package "tokio" in ${directory}`, directory));
  return ok({
    name: found.name,
    version: found.version,
    directory: dirname(found.manifest_path),
    features: Object.keys(found.features).sort(),
  });
};

/** The features a subject is built with when none are asked for: `full`, and `dpdk` where it is a feature (SPEC §4). */
export const defaultFeatures = (known: readonly string[]): readonly string[] =>
  ['full', 'dpdk'].filter((feature) => known.includes(feature));
