import { join } from 'node:path';
import { runCargo } from '../../lib/cargo/cargo-process.js';
import { findCargo } from '../../lib/cargo/program.js';
import type { SeenTest } from '../self-test/verdict.js';
import type { TestCall, TestRun } from './vitest.js';

/** As the tests of this package compile their crates, so that what is built already is not built again. */
const PROFILE = {
  CARGO_PROFILE_DEV_OPT_LEVEL: '1',
  CARGO_PROFILE_DEV_DEBUG: 'line-tables-only',
};
const LIMIT_MS = 600_000;
const RESULT = /^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED)$/;
const PANIC = /^thread '(.+?)'.* panicked at /;

/** Runs the unit tests of a crate's library whose path contains the title. A crate that does not compile is a problem. */
export const runCargoTests = async (call: TestCall): Promise<TestRun> => {
  const cargo = findCargo(call.env);
  if (!cargo.ok) return { seen: [], problem: cargo.error.seen };
  const { path, title } = call.test;
  const seen: SeenTest[] = [];
  let error = '';
  const { exit, end } = await runCargo({
    cargo: cargo.value,
    directory: join(call.directory, path),
    targetDirectory: join(call.workDir, 'target'),
    args: ['test', '--lib', '--color=never', '--', title],
    env: PROFILE,
    timeoutMs: LIMIT_MS,
    signal: call.signal,
    onMessage: (line) => {
      const [, name, result] = RESULT.exec(line) ?? [];
      if (name !== undefined)
        seen.push({ title: name, passed: result === 'ok', message: PANIC.test(line) ? line : undefined });
    },
    onStatus: (line) => {
      if (error === '' && line.startsWith('error')) error = line;
    },
  });
  if (end === 'timeout') return { seen, problem: `the test did not end in ${LIMIT_MS / 1000} s` };
  if (seen.length === 0 && exit.exitCode !== 0) return { seen, problem: `it does not build: ${error}` };
  return { seen };
};
