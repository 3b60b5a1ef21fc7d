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

/** A dependency that is taken from a folder or a repository, not from a registry. */
export interface LocalDependency {
  readonly name: string;
  /** Manifest that asks for it. */
  readonly of: string;
  readonly kind: 'path' | 'git';
  /** Absolute folder, or the address of the repository. */
  readonly source: string;
}

/** What `cargo metadata` tells of a crate somebody else wrote: its package, where that lives, what it is made from. */
export interface CrateFacts {
  readonly package: PackageFacts;
  /** Absolute folder of the workspace it is a member of; its own when there is none. */
  readonly workspace: string;
  readonly edition: string;
  /** Its integration tests: name and absolute root file. */
  readonly tests: readonly { readonly name: string; readonly path: string }[];
  /** Dependencies of every member of the workspace that cargo must have before it builds anything. */
  readonly dependencies: readonly LocalDependency[];
}

const metadataSchema = z.object({
  workspace_root: z.string(),
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      edition: z.string(),
      manifest_path: z.string(),
      features: z.record(z.string(), z.unknown()),
      targets: z.array(z.object({ name: z.string(), kind: z.array(z.string()), src_path: z.string() })),
      dependencies: z.array(
        z.object({ name: z.string(), source: z.string().nullable(), path: z.string().optional() }),
      ),
    }),
  ),
});
type Metadata = z.infer<typeof metadataSchema>;

const EXPECTED = 'the folder of a crate that offers tokio with the DPDK types (a Cargo.toml with [package])';

const badPath = (seen: string, directory: string): Cause => ({
  id: 'subject-not-found',
  seen,
  expected: EXPECTED,
  fix: `give the crate's folder, e.g. --crate ${join(directory, 'tokio')}`,
});

/** The cause when cargo cannot go on because a dependency's folder is not there. */
const absentDependency = (words: string): Cause | undefined => {
  const name = /failed to load manifest for dependency `([^`]+)`/.exec(words)?.[1];
  const path = /failed to read `([^`]+)`/.exec(words)?.[1];
  if (name === undefined || path === undefined) return undefined;
  return {
    id: 'dependency-missing',
    seen: `the crate wants ${name} in ${dirname(path)}, and there is none`,
    expected: 'every dependency that is given by its folder',
    fix: `give it: --patch ${name}=PATH (the crate stays as it is)`,
  };
};

const readMetadata = async (
  cargo: string,
  directory: string,
  signal?: AbortSignal,
): Promise<Result<Metadata, Cause>> => {
  const manifest = join(directory, 'Cargo.toml');
  if (!isFile(manifest)) return err(badPath(`no Cargo.toml in ${directory}`, directory));
  const result = await run(
    cargo,
    ['metadata', '--no-deps', '--format-version', '1', '--manifest-path', manifest],
    // Outside of the crate: neither its toolchain file nor its cargo configuration may choose what is run here.
    { cwd: '/', maxOutput: 1 << 26, ...(signal === undefined ? {} : { signal }) },
  );
  if (result.exitCode === 0) return ok(metadataSchema.parse(JSON.parse(result.stdout)));
  const absent = absentDependency(result.stderr);
  if (absent !== undefined) return err(absent);
  return err({
    id: 'subject-manifest',
    seen: `cargo cannot read ${manifest}: ${result.stderr.trim() || 'it gave no reason'}`,
    expected: EXPECTED,
    fix: `mend the manifest until "cargo metadata --no-deps --manifest-path ${manifest}" succeeds`,
  });
};

const localDependencies = ({ packages }: Metadata): readonly LocalDependency[] =>
  packages.flatMap((owner) =>
    owner.dependencies.flatMap(({ name, source, path }): readonly LocalDependency[] => {
      const of = owner.manifest_path;
      if (path !== undefined) return [{ name, of, kind: 'path', source: path }];
      return source?.startsWith('git+') === true ? [{ name, of, kind: 'git', source: source.slice(4) }] : [];
    }),
  );

/**
 * The crate a path stands for: the package whose manifest lies there, or, when the path is a workspace without a package of its own,
 * its member called `tokio`.
 */
export const findCrate = async (
  cargo: string,
  directory: string,
  signal?: AbortSignal,
): Promise<Result<CrateFacts, Cause>> => {
  const metadata = await readMetadata(cargo, directory, signal);
  if (!metadata.ok) return metadata;
  const { packages } = metadata.value;
  const found =
    packages.find((candidate) => candidate.manifest_path === join(directory, 'Cargo.toml')) ??
    packages.find((candidate) => candidate.name === 'tokio');
  if (found === undefined)
    return err(badPath(`a workspace without a package "tokio" in ${directory}`, directory));
  return ok({
    package: {
      name: found.name,
      version: found.version,
      directory: dirname(found.manifest_path),
      features: Object.keys(found.features).sort(),
    },
    workspace: metadata.value.workspace_root,
    edition: found.edition,
    tests: found.targets
      .filter(({ kind }) => kind.includes('test'))
      .map(({ name, src_path: path }) => ({ name, path })),
    dependencies: localDependencies(metadata.value),
  });
};

/** The package of {@link findCrate}. */
export const findPackage = async (
  cargo: string,
  directory: string,
  signal?: AbortSignal,
): Promise<Result<PackageFacts, Cause>> => {
  const crate = await findCrate(cargo, directory, signal);
  return crate.ok ? ok(crate.value.package) : crate;
};

/** The features a subject is built with when none are asked for: `full`, and `dpdk` where it is a feature (SPEC §4). */
export const defaultFeatures = (known: readonly string[]): readonly string[] =>
  ['full', 'dpdk'].filter((feature) => known.includes(feature));
