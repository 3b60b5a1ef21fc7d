import { join } from 'node:path';
import { runCargo } from '../../lib/cargo/cargo-process.js';
import { findCargo } from '../../lib/cargo/program.js';
import type { SeenTest, TestRun } from '../self-test/verdict.js';
import type { TestCall } from './vitest.js';

/** As the tests of this package compile their crates, so that what is built already is not built again. */
const PROFILE = {
  CARGO_PROFILE_DEV_OPT_LEVEL: '1',
  CARGO_PROFILE_DEV_DEBUG: 'line-tables-only',
};
const LIMIT_MS = 600_000;
const RESULT = /^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED)$/;

/** Runs the unit tests of a crate's library. A crate that does not compile is a problem. */
export const runCargoTests = async ({
  directory,
  workDir,
  env,
  group,
  signal,
}: TestCall): Promise<TestRun> => {
  const cargo = findCargo(env);
  if (!cargo.ok) return { seen: [], problem: cargo.error.seen };
  const seen: SeenTest[] = [];
  let error = 'no reason given';
  const { exit, end } = await runCargo({
    cargo: cargo.value,
    directory: join(directory, group.place),
    targetDirectory: join(workDir, 'target'),
    args: ['test', '--lib', '--color=never'],
    env: PROFILE,
    timeoutMs: LIMIT_MS,
    signal,
    onMessage: (line) => {
      const [, title, result] = RESULT.exec(line) ?? [];
      if (title !== undefined) seen.push({ path: group.place, title, passed: result === 'ok' });
    },
    onStatus: (line) => {
      if (line.startsWith('error')) error = line;
    },
  });
  if (end === 'timeout') return { seen, problem: `the tests did not end in ${LIMIT_MS / 1000} s` };
  if (seen.length === 0 && exit.exitCode !== 0) return { seen, problem: `it does not build: ${error}` };
  return { seen };
};
