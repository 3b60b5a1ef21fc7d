import { join } from 'node:path';
import { build, type BuildOutcome } from '../../lib/cargo/build.js';
import { packageRoot } from '../../lib/files/package-root.js';
import type { Emit } from './recorder.js';

/** The launcher, the capture and the relay, built for this machine. */
export interface NativeTools {
  readonly laneExec: string;
  readonly wireTap: string;
  readonly wireRelay: string;
}

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
  const [laneExec, wireTap, wireRelay] = [path('lane-exec'), path('wire-tap'), path('wire-relay')];
  recordBuild(emit, 'native', outcome);
  if (outcome.success && laneExec !== undefined && wireTap !== undefined && wireRelay !== undefined)
    return { laneExec, wireTap, wireRelay };
  if (!outcome.cancelled)
    emit({
      event: 'blocked',
      scope: 'subject',
      cause: outcome.cause ?? {
        id: 'native-tools-missing',
        seen: 'cargo built lib/native without lane-exec, wire-tap or wire-relay',
        expected: 'all three programs',
        fix: 'reinstall this package',
      },
    });
  return undefined;
};
