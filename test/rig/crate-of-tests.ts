import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'smol-toml';
import { crateDirectory, type FoundCrate } from '../../harness/audit-io/crate-run.js';
import { targetOf } from '../../harness/audit-io/foreign-cargo.js';
import { NOBODY } from '../../harness/audit-io/unprivileged.js';
import { loadSettings } from '../../harness/config/load.js';
import type { RunEvent } from '../../harness/record/event.js';
import { buildNative } from '../../harness/run/build-native.js';
import { PROFILE } from '../../harness/run/build-suites.js';
import { prepare } from '../../harness/run/prepare.js';
import { buildStages } from '../../harness/run/crate-stages.js';
import { Stop } from '../../harness/run/stop.js';
import { withCrate } from '../../harness/run/with-crate.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { suites } from '../../suites/index.js';
import { fixtures, must } from './fixture-build.js';

/** A crate that is not of this package, for those who look at it: the reference under another path, with test files of its own. */
export const CRATE = join(packageRoot, '.dpdk-conformance/crate-of-tests');

/**
 * Puts the crate there. What is built of it stays good: cargo goes by times of files, and these keep theirs. It is compiled as suites are, so that
 * what it depends on is compiled once for its own tests and for ours.
 */
export const makeCrate = (): void => {
  rmSync(CRATE, { recursive: true, force: true });
  const options = { recursive: true, preserveTimestamps: true };
  const filter = (path: string): boolean => !path.endsWith('/target');
  cpSync(join(packageRoot, 'subjects/reference'), CRATE, { ...options, filter });
  cpSync(join(fixtures, 'own-tests'), join(CRATE, 'tests'), options);
  appendFileSync(join(CRATE, 'Cargo.toml'), `\n${stringify({ profile: PROFILE })}`);
};

const OF_THIS_PACKAGE = /tokio[-_]dpdk|conformance/;
const LIBRARY = /\.(?:rlib|rmeta|so|d)$/;

/** Lends the crate what the work folder holds compiled of other crates: the same compiler made it, in the same way. */
const lendLibraries = (workDir: string, crate: FoundCrate): void => {
  const target = targetOf({ directory: crateDirectory(workDir, crate) });
  const [from, to] = [join(workDir, 'target/debug'), join(target, 'debug')];
  if (existsSync(to) || !existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  // In this order: a unit has its fingerprint when all of it is there.
  for (const part of ['.fingerprint', 'build', 'deps'])
    cpSync(join(from, part), join(to, part), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) =>
        !OF_THIS_PACKAGE.test(path.slice(from.length)) &&
        (part !== 'deps' || basename(path) === part || LIBRARY.test(path)),
    });
  execFileSync('chown', ['-R', `${String(NOBODY)}:${String(NOBODY)}`, target]);
};

/**
 * Builds, as `run --crate` does, what a run on the crate would: for one on a machine that is too slow for a compiler. Gives what was told of it.
 */
export const buildForRun = async (out: string, criteria: readonly string[]): Promise<readonly RunEvent[]> => {
  const events: RunEvent[] = [];
  const emit = (event: object): void => {
    events.push({ ...event, time: new Date().toISOString() } as RunEvent);
  };
  const options = {
    settings: must(await loadSettings(packageRoot, { out, profile: 'guest', workDir: '.dpdk-conformance' })),
    criteria,
    subject: { kind: 'crate', name: CRATE, path: CRATE },
    suites,
    harnessVersion: '0.0.0-test',
    env: process.env,
  } as const;
  const { workDir, buildSeconds } = options.settings;
  const prepared = must(await prepare(options));
  const { subject } = prepared;
  const crate = subject?.crate;
  if (subject === undefined || crate === undefined) throw new Error(JSON.stringify(prepared.hostCause));
  const stop = new Stop();
  const tools = await buildNative({
    cargo: subject.cargo,
    workDir: workDir.value,
    timeoutMs: buildSeconds.value * 1000,
    signal: stop.signal,
    emit,
  });
  if (tools === undefined) throw new Error(JSON.stringify(events));
  lendLibraries(workDir.value, crate);
  const context = { options, prepared, subject, crate, tools, emit, stop };
  await withCrate(context, (crateRun) =>
    buildStages(
      context,
      crateRun,
      () => Promise.resolve(),
      () => undefined,
    ),
  );
  return events;
};
