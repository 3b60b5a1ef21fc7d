import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../../harness/config/load.js';
import type { RunEvent } from '../../harness/record/event.js';
import { buildNative } from '../../harness/run/build-native.js';
import { prepare } from '../../harness/run/prepare.js';
import { buildCrate } from '../../harness/run/run-crate.js';
import { Stop } from '../../harness/run/stop.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { suites } from '../../suites/index.js';
import { fixtures, must } from './fixture-build.js';

/** A crate that is not of this package, for those who look at it: the reference under another path, with a test file of its own. */
export const CRATE = join(packageRoot, '.dpdk-conformance/crate-of-tests');

/** Puts the crate there. What is built of it stays good: cargo goes by times of files, and these keep theirs. */
export const makeCrate = (): void => {
  rmSync(CRATE, { recursive: true, force: true });
  const options = { recursive: true, preserveTimestamps: true };
  const filter = (path: string): boolean => !path.endsWith('/target');
  cpSync(join(packageRoot, 'subjects/reference'), CRATE, { ...options, filter });
  cpSync(join(fixtures, 'own-tests'), join(CRATE, 'tests'), options);
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
  const prepared = must(await prepare(options));
  const { subject } = prepared;
  const stop = new Stop();
  const tools = await buildNative({
    cargo: subject?.cargo ?? '',
    workDir: options.settings.workDir.value,
    timeoutMs: options.settings.buildSeconds.value * 1000,
    signal: stop.signal,
    emit,
  });
  if (subject?.crate === undefined || tools === undefined) throw new Error(JSON.stringify(events));
  await buildCrate({ options, prepared, subject, crate: subject.crate, tools, emit, stop });
  return events;
};
