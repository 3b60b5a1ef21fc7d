import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KillTable } from '../../../harness/self-test/table.js';
import { packageRoot } from '../../../lib/files/package-root.js';
import { run, type ProcessResult } from '../../../lib/proc/run.js';

/** A few of each kind, fast ones; the command runs them all. */
const FEW = ['fin-not-sent', 'kernel-on-refusal', 'socket-audit', 'frame-retransmissions'];

const program = join(packageRoot, 'bin/dpdk-conformance.js');
/** Always the same one: builds of the copies are found again by their paths. */
const cache = join(tmpdir(), 'dpdk-conformance-test-cache');
const selfTest = (...args: readonly string[]): Promise<ProcessResult> =>
  run(process.execPath, [program, 'self-test', ...args], {
    cwd: packageRoot,
    env: { XDG_CACHE_HOME: cache },
  });

describe('self-test', () => {
  it('finds out what is planted, and leaves no copy', async () => {
    const result = await selfTest('--json', ...FEW.flatMap((name) => ['--only', name]));
    expect(result.stderr).not.toContain('saw');
    const table = JSON.parse(result.stdout) as KillTable;
    expect(table.outcomes.map(({ name, verdict }) => [name, verdict]).sort()).toEqual(
      FEW.map((name) => [name, 'killed']).sort(),
    );
    const reason = (name: string): string => table.outcomes.find((one) => one.name === name)?.reason ?? '';
    expect(reason('fin-not-sent')).toContain('test_shutdown_is_half_close');
    expect(reason('kernel-on-refusal')).toContain('opened a kernel TCP socket');
    expect(result.exitCode).toBe(0);
    const left = readdirSync(cache, { recursive: true }).map(String);
    expect(left.filter((name) => /\.(rs|ts|toml)$/.test(name) && !name.includes('/built/'))).toEqual([]);
    // What is compiled without a guard is nowhere near what a run compiles: Cargo would take the one for the other.
    expect(left.some((name) => name.includes('/built/target/debug/deps/dpdk_conformance_native-'))).toBe(
      true,
    );
  });

  it('refuses a name it does not know', async () => {
    const result = await selfTest('--only', 'fin-not-send');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('did you mean --only fin-not-sent?');
  });
});
