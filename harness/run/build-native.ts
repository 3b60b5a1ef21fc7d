import { join } from 'node:path';
import { build, type BuildOutcome } from '../../lib/cargo/build.js';
import { packageRoot } from '../../lib/files/package-root.js';
import type { Emit } from './recorder.js';

/** The launcher, the capture, the relay and the hostile peer, built for this machine. */
export interface NativeTools {
  readonly laneExec: string;
  readonly wireTap: string;
  readonly wireRelay: string;
  readonly hostilePeer: string;
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

/** Builds the harness's own tools (lib/native) into the work folder. Undefined when that failed; it is recorded then. */
export const buildNative = async (context: BuildContext): Promise<NativeTools | undefined> => {
  const { emit } = context;
  emit({ event: 'build-started', target: 'native' });
  const outcome = await build({
    cargo: context.cargo,
    directory: join(packageRoot, 'lib', 'native'),
    targetDirectory: join(context.workDir, 'native'),
    targets: ['--bins', '--release', '--locked'],
    packages: [],
    configs: [],
    timeoutMs: context.timeoutMs,
    signal: context.signal,
  });
  const path = (name: string): string | undefined =>
    outcome.executables.find(({ target, kind }) => target === name && kind === 'bin')?.path;
  const [laneExec, wireTap, wireRelay, hostilePeer] = NAMES.map(path);
  recordBuild(emit, 'native', outcome);
  if (outcome.success && laneExec && wireTap && wireRelay && hostilePeer)
    return { laneExec, wireTap, wireRelay, hostilePeer };
  if (!outcome.cancelled)
    emit({
      event: 'blocked',
      scope: 'subject',
      cause: outcome.cause ?? {
        id: 'native-tools-missing',
        seen: `cargo built lib/native without one of ${NAMES.join(', ')}`,
        expected: 'all of them',
        fix: 'reinstall this package',
      },
    });
  return undefined;
};
