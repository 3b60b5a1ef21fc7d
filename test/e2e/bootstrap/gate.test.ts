import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVOCATIONS } from '../../rig/provoke.js';
import { root, runProgram, type Finished } from '../../rig/program.js';

/** What costs a run least: one criterion that is shown without a test. */
const LEAST = ['--criterion', 'AC-18', '--work-dir', join(root, '.dpdk-conformance')];

let scratch = '';
const gate = (...args: readonly string[]) =>
  ['ci/gate.js', ...args].map((arg, index) => (index === 0 ? join(root, arg) : arg));
const runGate = (...args: readonly string[]): Promise<Finished> =>
  runProgram(process.execPath, gate(...args), { cwd: scratch });
const folders = (store: string): readonly string[] =>
  readdirSync(join(scratch, store)).filter((name) => name !== 'latest');
const note = (...path: readonly string[]): unknown =>
  JSON.parse(readFileSync(join(scratch, ...path, 'gate.json'), 'utf8'));

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'gate-'));
});
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

describe('ci/gate', () => {
  it('wants all 24 criteria met, and keeps record and reports of a run that shows less', async () => {
    const { code, stdout, stderr } = await runGate('--store', 'store', ...LEAST);
    expect(stdout).toMatch(/^\[x\] AC-18 +met/m);
    const [folder = ''] = folders('store');
    expect(stderr).toContain(`gate: exit code 1; kept in ${join(scratch, 'store', folder)}\n`);
    expect(readdirSync(join(scratch, 'store', folder))).toEqual(
      expect.arrayContaining(['checklist.md', 'junit.xml', 'report.json', 'results.tap', 'run.jsonl']),
    );
    expect(note('store', folder)).toMatchObject({ certify: true, arguments: LEAST, exitCode: 1 });
    expect(code).toBe(1);
  });

  it('with --no-certify asks no more than that nothing failed, and has a folder of its own again', async () => {
    const [before = ''] = folders('store');
    const { code, stderr } = await runGate('--no-certify', ...LEAST, '--store=store');
    const after = folders('store');
    expect(stderr).toContain('gate: exit code 0');
    expect(after).toHaveLength(2);
    expect(after).toContain(before);
    expect(note('store/latest')).toMatchObject({ certify: false, arguments: LEAST, exitCode: 0 });
    expect(readlinkSync(join(scratch, 'store/latest'))).not.toBe(before);
    expect(code).toBe(0);
  });

  it('passes on that the host is blocked, and keeps the record that says why', async () => {
    const taken = PROVOCATIONS.find(({ name }) => name === 'no hugepages in the kernel');
    const command = [process.execPath, ...gate('--store', 'blocked', '--criterion', 'AC-1')];
    const [file = '', ...args] = taken?.wrap(command, scratch).argv ?? [];
    const { code } = await runProgram(file, args, { cwd: scratch });
    expect(note('blocked/latest')).toMatchObject({ exitCode: 3 });
    expect(readFileSync(join(scratch, 'blocked/latest/run.jsonl'), 'utf8')).toContain(
      'hugepages-unavailable',
    );
    expect(code).toBe(3);
  });

  it.each([
    { args: ['--store'], says: 'saw --store without a directory' },
    { args: ['--store', '--no-certify'], says: 'saw --store without a directory' },
    {
      args: ['--out', 'elsewhere'],
      says: 'expected --store DIR, below which the gate names the folder itself',
    },
    { args: ['--no-certify=false'], says: 'saw --no-certify with a value; expected none' },
    { args: ['--store', '/proc/store'], says: 'expected --store DIR to be a directory that can be written' },
    { args: ['--store', 'a-file/store'], says: 'expected --store DIR to be a directory that can be written' },
  ])('refuses $args: exit 2, and nothing is begun', async ({ args, says }) => {
    writeFileSync(join(scratch, 'a-file'), '');
    const before = readdirSync(scratch);
    const { code, stdout, stderr } = await runGate(...args);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(readdirSync(scratch)).toEqual(before);
    expect(code).toBe(2);
  });
});
