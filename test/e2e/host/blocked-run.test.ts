import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { snapshotHost } from '../../rig/host-snapshot.js';
import { root, runProgram } from '../../rig/program.js';
import { PROVOCATIONS } from '../../rig/provoke.js';

interface Report {
  readonly criteria: readonly { readonly id: string; readonly verdict: string; readonly reasons: string[] }[];
  readonly tests: readonly { readonly verdict: string }[];
}

let scratch = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'blocked-'));
});
afterEach(() => {
  rmSync(scratch, { recursive: true });
});

/** A whole run, every suite, on a host from which one thing was taken away. */
test.each(PROVOCATIONS)(
  'a run with $name: exit 3, nothing passes, one cause',
  async ({ cause, seen, wrap }) => {
    const before = snapshotHost();
    // A user without rights must be able to write the reports, too.
    mkdirSync(join(scratch, 'open'));
    for (const directory of [scratch, join(scratch, 'open')]) chmodSync(directory, 0o777);
    const out = join(scratch, 'open/out');
    const { argv, env } = wrap(
      [
        ...[process.execPath, join(root, 'bin/dpdk-conformance.js'), 'run'],
        ...['--out', out, '--work-dir', join(root, '.dpdk-conformance')],
      ],
      scratch,
    );
    const [file = '', ...args] = argv;
    const result = await runProgram(file, args, { cwd: scratch, env: { ...process.env, ...env } });
    expect(result).toMatchObject({ code: 3 });
    expect(result.stdout.match(new RegExp(`${cause}: saw`, 'g'))).toHaveLength(1);
    expect(result.stdout).toMatch(seen);
    expect(readdirSync(out)).toEqual([
      'checklist.md',
      'junit.xml',
      'report.json',
      'results.tap',
      'run.jsonl',
    ]);
    const { criteria, tests } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
    expect(criteria).toHaveLength(24);
    expect(criteria.filter(({ verdict }) => verdict !== 'failed' && verdict !== 'blocked')).toEqual([]);
    expect(criteria.filter(({ reasons }) => !reasons.join().includes(cause))).toEqual([]);
    expect(tests.length).toBeGreaterThan(40);
    expect(new Set(tests.map(({ verdict }) => verdict))).toEqual(new Set(['blocked']));
    expect(snapshotHost()).toEqual(before);
  },
);
