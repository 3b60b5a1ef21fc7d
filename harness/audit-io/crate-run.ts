import { join } from 'node:path';
import { writeMirror, type Mirror } from '../../lib/cargo/mirror.js';
import type { CrateFacts } from '../../lib/cargo/metadata.js';
import type { Cause } from '../../lib/core/cause.js';
import { ok, type Result } from '../../lib/core/result.js';
import { fingerprintTree } from '../../lib/files/fingerprint.js';
import { sha256 } from '../../lib/files/hash.js';
import { packageRoot } from '../../lib/files/package-root.js';
import type { CrateFactsRecord } from '../record/subject.js';
import type { Emit } from '../run/recorder.js';
import { takeCrateLock } from './crate-lock.js';
import { hostPlatform } from './fetch-crates.js';
import { targetOf, type ForeignBuilds } from './foreign-cargo.js';
import type { Patch } from './read-crate.js';

/** A crate given by its path, as far as it was found out without building anything. */
export interface FoundCrate {
  readonly cargo: CrateFacts;
  readonly facts: CrateFactsRecord;
  readonly patches: readonly Patch[];
}

/** What a run works with when its subject is such a crate. */
export interface CrateRun {
  readonly facts: CrateFactsRecord;
  readonly mirror: Mirror;
  readonly builds: ForeignBuilds;
  /** Lets others build it again. */
  readonly close: () => void;
}

/** Names in a crate's tree that are not its source. */
const NOT_SOURCE = ['target', '.git'];

/** Records what the crate's tree holds now. */
export const recordTree = async (
  emit: Emit,
  facts: CrateFactsRecord,
  when: 'before' | 'after',
): Promise<void> => {
  emit({ event: 'subject-tree', when, ...(await fingerprintTree(facts.workspace, NOT_SOURCE)) });
};

/** Folders outside of the crate's workspace that its dependencies are in. */
const outsideOf = ({ facts }: FoundCrate): readonly string[] =>
  facts.dependencies
    .filter(({ kind, source }) => kind === 'path' && !source.startsWith(`${facts.workspace}/`))
    .map(({ source }) => source);

/** What tells one crate from another. */
interface Named {
  readonly cargo: { readonly package: { readonly name: string } };
  readonly facts: { readonly directory: string };
}

/** Folder of everything that is built of a crate. */
export const crateDirectory = (workDir: string, { cargo, facts }: Named): string =>
  join(workDir, 'crates', `${cargo.package.name}-${sha256(facts.directory).slice(0, 8)}`);

/** Makes what builds of the crate need: its mirror, in a folder no other run uses meanwhile. */
export const openCrateRun = async (
  found: FoundCrate,
  shared: Omit<ForeignBuilds, 'directory' | 'visible' | 'platform'> & { readonly workDir: string },
): Promise<Result<CrateRun, Cause>> => {
  const { facts, patches } = found;
  const { workDir, ...builds } = shared;
  const directory = crateDirectory(workDir, found);
  const lock = await takeCrateLock(directory);
  if (!lock.ok) return lock;
  const outside = outsideOf(found);
  const [platform, mirror] = await Promise.all([
    hostPlatform(),
    writeMirror({
      workspace: facts.workspace,
      package: facts.directory,
      directory: join(directory, 'mirror'),
      outside,
      patches,
    }),
  ]);
  return ok({
    facts,
    mirror,
    builds: {
      ...builds,
      platform,
      directory,
      visible: [
        join(directory, 'mirror'),
        facts.workspace,
        ...outside,
        ...patches.map(({ path }) => path),
        packageRoot,
      ],
    },
    close: lock.value.release,
  });
};

/** What tests linked with the crate may read beside what every test may. */
export const visibleToTests = ({ builds, facts }: CrateRun): readonly string[] => [
  targetOf(builds),
  facts.workspace,
];
