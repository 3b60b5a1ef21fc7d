import { join } from 'node:path';
import { build, type BuildOutcome } from '../../lib/cargo/build.js';
import type { SubjectBinding } from '../../lib/cargo/bind-manifest.js';
import { configsOf } from '../../lib/cargo/configs.js';
import { writeWorkspace } from '../../lib/cargo/workspace.js';
import { sha256, sha256File } from '../../lib/files/hash.js';
import { packageRoot } from '../../lib/files/package-root.js';
import type { SuiteDefinition } from '../plan/suite.js';
import { recordBuild, type BuildContext } from './build-native.js';
import type { ResolvedSubject } from './subject.js';

/** A test program of a suite, with the hash of what was built. */
export interface TestProgram {
  readonly suite: string;
  readonly binary: string;
  readonly path: string;
  readonly sha256: string;
}

/**
 * How test programs are compiled. Optimised a little, because a poll loop without inlining spends its core on calls; with assertions and
 * overflow checks, because hostile frames are to find what they guard; with line numbers only, because a panic's place is all of the debug
 * information a report shows, and the rest triples the size of every program that is linked, hashed and loaded.
 */
export const PROFILE = {
  dev: {
    'opt-level': 1,
    debug: 'line-tables-only',
    'debug-assertions': true,
    'overflow-checks': true,
    incremental: false,
  },
};

/** The same, but a change costs what it touches; what is compiled so is a little slower. */
const INCREMENTAL_PROFILE = { dev: { ...PROFILE.dev, incremental: true } };

/** The lock file every workspace of suites starts from. */
export const SEED_LOCK = join(packageRoot, 'suites', 'Cargo.lock');

/** Folder of the generated workspace of a subject. */
export const suitesDirectory = (workDir: string, { package: name, directory }: SubjectBinding): string =>
  join(workDir, 'build', `${name}-${sha256(directory).slice(0, 8)}`);

/** What {@link buildSuites} is told beside what all builds share. */
export interface SuitesRequest {
  readonly subject: ResolvedSubject;
  readonly selected: readonly SuiteDefinition[];
  /** The tests that are planned: test programs without any of them are not built. */
  readonly planned: readonly { readonly binary: string }[];
  /** Keep what compiling found out, for a subject that changes a little from one build to the next. Default false. */
  readonly incremental?: boolean;
  /** Builds the generated workspace another way than as this user; the workspace's folder and what to build in it are given. */
  readonly builder?: (build: {
    readonly directory: string;
    readonly targets: readonly string[];
    readonly packages: readonly string[];
    readonly configs: readonly string[];
  }) => Promise<BuildOutcome>;
}

/** What the build of the suites gave. */
export interface BuiltSuites {
  readonly programs: readonly TestProgram[];
  /** Test programs that do not compile against the subject, with the compiler's first error. */
  readonly unbuilt: readonly { readonly suite: string; readonly binary: string; readonly error: string }[];
}

/**
 * Builds the test programs of the selected suites against the subject. What does not compile is left out: a subject that lacks an item
 * keeps the tests that do not need it. Undefined when nothing could be built; it is recorded then.
 */
export const buildSuites = async (
  context: BuildContext,
  request: SuitesRequest,
): Promise<BuiltSuites | undefined> => {
  const { emit, workDir } = context;
  const { binding } = request.subject;
  emit({ event: 'build-started', target: 'suites' });
  const directory = suitesDirectory(workDir, binding);
  const workspace = await writeWorkspace({
    directory,
    crates: request.selected.map((suite) => suite.directory),
    subject: binding,
    profile: request.incremental === true ? INCREMENTAL_PROFILE : PROFILE,
    seedLock: SEED_LOCK,
  });
  if (!workspace.ok) {
    emit({ event: 'blocked', scope: 'subject', cause: workspace.error });
    const errors = [workspace.error.seen];
    emit({
      event: 'build-finished',
      target: 'suites',
      success: false,
      durationMs: 0,
      warnings: [],
      errors,
      executables: [],
    });
    return undefined;
  }
  const suiteOf = new Map<string, SuiteDefinition>();
  const packages: string[] = [];
  for (const suite of request.selected) {
    const name = workspace.value.packages.get(suite.directory);
    if (name === undefined) continue;
    packages.push(name);
    suiteOf.set(join(directory, name, 'Cargo.toml'), suite);
  }
  const wanted = {
    directory,
    targets: [...new Set(request.planned.map(({ binary }) => binary))].flatMap((name) => ['--test', name]),
    keepGoing: true,
    packages,
    configs: configsOf(binding.directory, directory),
  };
  const outcome = await (request.builder?.(wanted) ??
    build({
      ...wanted,
      cargo: context.cargo,
      targetDirectory: join(workDir, 'target'),
      timeoutMs: context.timeoutMs,
      signal: context.signal,
    }));
  const programs = await Promise.all(
    outcome.executables.flatMap(({ manifest, target, kind, path }) => {
      const suite = kind === 'test' ? suiteOf.get(manifest) : undefined;
      if (suite === undefined || (!outcome.success && outcome.failures.length === 0)) return [];
      return [sha256File(path).then((hash) => ({ suite: suite.name, binary: target, path, sha256: hash }))];
    }),
  );
  recordBuild(emit, 'suites', outcome, programs);
  const unbuilt = outcome.failures.flatMap(({ manifest, target, error }) => {
    const suite = suiteOf.get(manifest);
    return suite === undefined ? [] : [{ suite: suite.name, binary: target, error }];
  });
  if (outcome.success || (programs.length > 0 && !outcome.cancelled)) return { programs, unbuilt };
  if (outcome.cause !== undefined) emit({ event: 'blocked', scope: 'subject', cause: outcome.cause });
  return undefined;
};
