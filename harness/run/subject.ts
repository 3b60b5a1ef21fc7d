import type { Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import type { SubjectBinding } from '../../lib/cargo/bind-manifest.js';
import { defaultFeatures } from '../../lib/cargo/metadata.js';
import { findPatchedCrate } from '../../lib/cargo/patched.js';
import { findCargo } from '../../lib/cargo/program.js';
import { patchCause } from '../audit/causes.js';
import type { FoundCrate } from '../audit-io/crate-run.js';
import { readCrateFacts } from '../audit-io/read-crate.js';
import { readSubjectManifest, type SubjectManifest } from '../config/subject-manifest.js';
import type { Refusal, SubjectChoice } from './options.js';

/** The subject as cargo knows it, and the cargo that does. */
export interface ResolvedSubject {
  readonly cargo: string;
  readonly binding: SubjectBinding;
  readonly version: string;
  /** Who has the test's end of its lanes. A crate given by path never chooses. */
  readonly lane: SubjectManifest['lane'];
  /** It may lack something: what does not compile against it is unsupported. */
  readonly partial: boolean;
  /** What was found out about a crate given by its path. */
  readonly crate?: FoundCrate;
}

const refuse = (cause: Cause): Refusal => ({
  cause,
  exitCode:
    cause.id === 'cargo-missing'
      ? ExitCode.hostBlocked
      : cause.id === 'subject-manifest'
        ? ExitCode.buildFailed
        : ExitCode.usage,
});

/** Finds the package a subject's path stands for and the features it is built with. */
export const resolveSubject = async (
  choice: SubjectChoice,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<Result<ResolvedSubject, Refusal>> => {
  const cargo = findCargo(env);
  if (!cargo.ok) return err(refuse(cargo.error));
  const patches = choice.patches ?? [];
  const found = await findPatchedCrate(cargo.value, choice.path, patches, signal);
  if (!found.ok) return err(refuse(found.error));
  const { name, version, directory, features: known } = found.value.package;
  const unknown = choice.features?.find((feature) => !known.includes(feature));
  if (unknown !== undefined)
    return err({
      exitCode: ExitCode.usage,
      cause: {
        id: 'unknown-feature',
        seen: `feature "${unknown}" asked of ${name} ${version}`,
        expected: `one of ${known.join(', ') || '(it has none)'}`,
        fix: 'leave the feature out',
      },
    });
  const manifest = choice.kind === 'named' ? await readSubjectManifest(choice.path) : ok(undefined);
  if (!manifest.ok) return err(refuse(manifest.error));
  const features = choice.features ?? defaultFeatures(known);
  const facts = choice.kind === 'crate' ? await readCrateFacts(found.value, features, patches) : undefined;
  const unfit = facts === undefined ? undefined : patchCause(facts, patches);
  if (unfit !== undefined) return err({ exitCode: ExitCode.usage, cause: unfit });
  return ok({
    cargo: cargo.value,
    version,
    lane: manifest.value?.lane ?? 'dpdk',
    partial: manifest.value?.partial ?? false,
    binding: { package: name, directory, features, knownFeatures: known },
    ...(facts === undefined ? {} : { crate: { cargo: found.value, facts, patches } }),
  });
};
