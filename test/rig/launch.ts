import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, type ChildExit } from '../../lib/proc/start.js';
import { builtLaneExec } from './native-tools.js';
import { runProgram } from './program.js';

/** An event of `lane-exec` as it came. */
export type RawEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** The launcher, the fixture program and a directory for one test file. */
export interface LaunchRig {
  readonly laneExec: string;
  /** test/rig/fixtures/native/misbehave.c, built. */
  readonly misbehave: string;
  readonly directory: string;
  /** Writes a specification of `argv` with everything else as given, and returns its path. */
  readonly spec: (argv: readonly string[], more?: Readonly<Record<string, unknown>>) => string;
  /** Runs to the end. */
  readonly launch: (argv: readonly string[], more?: Readonly<Record<string, unknown>>) => Promise<Launched>;
  readonly stdout: () => string;
  readonly dispose: () => void;
}

/** A finished launch. */
export interface Launched {
  readonly exit: ChildExit;
  readonly events: readonly RawEvent[];
  /** The only event of that name; fails when there is none or more than one. */
  readonly only: (name: string) => RawEvent;
}

/** Looks up the one event of a name. */
export const onlyEvent = (events: readonly RawEvent[], name: string): RawEvent => {
  const found = events.filter((event) => event.event === name);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`expected one ${name} event, got ${JSON.stringify(events)}`);
  return found[0];
};

/** Starts the launcher on a specification; `onEvent` sees each event as it comes. */
export const startLauncher = (laneExec: string, spec: string, onEvent?: (event: RawEvent) => void) => {
  const events: RawEvent[] = [];
  const child = start(laneExec, [spec], {
    onLine: {
      3: (line) => {
        const event = JSON.parse(line) as RawEvent;
        events.push(event);
        onEvent?.(event);
      },
    },
  });
  const done = child.exited.then((exit): Launched => ({
    exit,
    events,
    only: (name) => onlyEvent(events, name),
  }));
  return { child, done };
};

/** Builds what the tests of the launcher need. */
export const launchRig = async (): Promise<LaunchRig> => {
  const laneExec = await builtLaneExec();
  const directory = mkdtempSync(join(tmpdir(), 'launch-'));
  const misbehave = join(directory, 'misbehave');
  const source = join(import.meta.dirname, 'fixtures/native/misbehave.c');
  const compiled = await runProgram('cc', ['-O1', '-w', '-static', '-no-pie', '-o', misbehave, source]);
  if (compiled.code !== 0) throw new Error(compiled.stderr);
  const spec = (argv: readonly string[], more: Readonly<Record<string, unknown>> = {}): string => {
    const path = join(directory, 'spec.json');
    const whole = {
      netns: null,
      cwd: directory,
      argv,
      env: { PATH: '/usr/bin:/bin' },
      stdout: join(directory, 'stdout'),
      stderr: join(directory, 'stderr'),
      outputHeadBytes: 1 << 16,
      outputTailBytes: 1 << 16,
      cores: [0],
      strace: null,
      ...more,
    };
    writeFileSync(path, JSON.stringify(whole));
    return path;
  };
  return {
    laneExec,
    misbehave,
    directory,
    spec,
    launch: (argv, more) => startLauncher(laneExec, spec(argv, more)).done,
    stdout: () => readFileSync(join(directory, 'stdout'), 'utf8'),
    dispose: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
