import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeControlWithin } from '../../../lib/nic/control.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nic-control-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

it('writes a line', async () => {
  const path = join(directory, 'file');
  expect(await writeControlWithin(path, '0000:03:00.0', 10_000, {})).toEqual({ kind: 'done' });
  expect(readFileSync(path, 'utf8')).toBe('0000:03:00.0\n');
});

it("gives the kernel's reason when it refuses", async () => {
  const refused = await writeControlWithin('/proc/version', 'x', 10_000, {});
  expect(refused.kind).toBe('refused');
  expect(refused).not.toMatchObject({ said: '' });
});

it('comes back from a write that does not, and names the writer', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  // Nobody reads the pipe: the writer waits in the kernel.
  const stuck = await writeControlWithin(path, 'x', 200, {});
  expect(stuck).toMatchObject({ kind: 'stuck' });
  expect(stuck.kind === 'stuck' && stuck.pid).toBeGreaterThan(1);
});
