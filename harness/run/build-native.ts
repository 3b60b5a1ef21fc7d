import { join } from 'node:path';
import { build, type BuildOutcome } from '../../lib/cargo/build.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { buildPreload } from './build-preload.js';
import type { Emit } from './recorder.js';

/** The launcher, the capture, the relay, the hostile peer and the library preloaded into tests, built for this machine. */
export interface NativeTools {
  readonly laneExec: string;
  readonly wireTap: string;
  readonly wireRelay: string;
  readonly hostilePeer: string;
  readonly preload: string;
}

const NAMES = ['lane-exec', 'wire-tap', 'wire-relay', 'hostile-peer'];

/** What the builds of a run share. */
export interface BuildContext {
  readonly cargo: string;
  readonly workDir: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** Records the end of a build. */
export const recordBuild = (
  emit: Emit,
  target: string,
  outcome: BuildOutcome,
  executables: { suite: string; binary: string; path: string; sha256: string }[] = [],
): void => {
  emit({
    event: 'build-finished',
    target,
    success: outcome.success,
    durationMs: outcome.durationMs,
    warnings: [...outcome.warnings],
    errors: [...outcome.errors],
    executables,
  });
};

const missing = {
  id: 'native-tools-missing',
  seen: `cargo built lib/native without one of ${NAMES.join(', ')}`,
  expected: 'all of them',
  fix: 'reinstall this package',
};

/** Builds the harness's own tools (lib/native) into the work folder. Undefined when that failed; it is recorded then. */
export const buildNative = async (context: BuildContext): Promise<NativeTools | undefined> => {
  const { emit } = context;
  emit({ event: 'build-started', target: 'native' });
  const targetDirectory = join(context.workDir, 'native');
  const [outcome, preload] = await Promise.all([
    build({
      cargo: context.cargo,
      directory: join(packageRoot, 'lib', 'native'),
      targetDirectory,
      targets: ['--bins', '--release', '--locked'],
      packages: [],
      configs: [],
      timeoutMs: context.timeoutMs,
      signal: context.signal,
    }),
    buildPreload(targetDirectory),
  ]);
  const path = (name: string): string | undefined =>
    outcome.executables.find(({ target, kind }) => target === name && kind === 'bin')?.path;
  const [laneExec, wireTap, wireRelay, hostilePeer] = NAMES.map(path);
  recordBuild(emit, 'native', outcome);
  if (outcome.success && preload.ok && laneExec && wireTap && wireRelay && hostilePeer)
    return { laneExec, wireTap, wireRelay, hostilePeer, preload: preload.value };
  if (!outcome.cancelled)
    emit({
      event: 'blocked',
      scope: 'subject',
      cause: outcome.cause ?? (outcome.success && !preload.ok ? preload.error : missing),
    });
  return undefined;
};
