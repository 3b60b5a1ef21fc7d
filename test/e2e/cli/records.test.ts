import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { writeBundle } from '../../rig/bundle.js';
import { runCli } from '../../rig/program.js';
import { aRun, conformantRun } from '../../rig/records.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The folder a run with these events leaves. */
const bundle = (name: string, events: readonly RunEvent[]): Promise<string> =>
  writeBundle(folder, name, events);

const worseRun = (): readonly RunEvent[] =>
  aRun({ test_connect_with_socket_addr: { finished: { outcome: { kind: 'exited', code: 1 } } } });

describe('verify', () => {
  it('finds nothing in a folder as a run left it', async () => {
    const at = await bundle('run', conformantRun());
    expect(await runCli(['verify', at])).toEqual({
      code: 0,
      stdout: `${at}: every report follows from run.jsonl, and every file it names is there\n`,
      stderr: '',
    });
  });

  it('names a checklist that somebody ticked, and the line', async () => {
    const at = await bundle('run', worseRun());
    const path = join(at, 'checklist.md');
    const honest = readFileSync(path, 'utf8');
    const line = honest.split('\n').findIndex((text) => text.includes('AC-1') && text.includes('[ ]'));
    expect(line).toBeGreaterThan(0);
    const ticked = honest
      .split('\n')
      .map((text, index) => (index === line ? text.replace('[ ]', '[x]') : text));
    writeFileSync(path, ticked.join('\n'));
    expect(await runCli(['verify', at])).toEqual({
      code: 1,
      stdout: `checklist.md is not what the record says: line ${line + 1} is another\n`,
      stderr: '',
    });
  });

  it('names what is missing: a report, a file of evidence, the end of the run', async () => {
    const events = conformantRun();
    const at = await bundle(
      'run',
      events.filter(({ event }) => event !== 'run-finished'),
    );
    const named =
      reportInput(events).record.tests.flatMap(({ finished }) => finished)[0]?.output.stdout ?? '';
    rmSync(join(at, 'results.tap'));
    rmSync(join(at, named));
    expect(await runCli(['verify', at])).toEqual({
      code: 1,
      stdout: [
        'run.jsonl has no end: the run was cut off',
        'results.tap is missing',
        `${named} is missing, though the record names it`,
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('refuses what is no folder, and a record that was changed', async () => {
    const nowhere = await runCli(['verify', join(folder, 'none')]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toMatch(
      /bundle-missing: saw .*none, which is no folder; expected the folder a run wrote/,
    );
    const at = await bundle('run', conformantRun());
    appendFileSync(join(at, 'run.jsonl'), '{"event":"nonsense"}\n');
    const changed = await runCli(['verify', at]);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toMatch(/record-invalid/);
  });
});

describe('diff', () => {
  it('exits 1 when a verdict got worse and 0 when none did', async () => {
    const [good, bad] = [await bundle('good', conformantRun()), await bundle('bad', worseRun())];
    expect(await runCli(['diff', good, bad])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('worse  AC-1: met → failed\n') as string,
    });
    expect(await runCli(['diff', bad, good])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('       AC-1: failed → met\n') as string,
    });
    expect(await runCli(['diff', good, good])).toEqual({
      code: 0,
      stdout: 'no verdict changed\n',
      stderr: '',
    });
  });

  it('tells machines the same', async () => {
    const [good, bad] = [await bundle('good', conformantRun()), await bundle('bad', worseRun())];
    const { stdout } = await runCli(['diff', good, bad, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      changes: [
        { kind: 'criterion', id: 'AC-1', before: 'met', after: 'failed', worse: true },
        { kind: 'test', before: 'pass', after: 'fail', worse: true },
      ],
    });
  });

  it('refuses a record it cannot read', async () => {
    const good = await bundle('good', conformantRun());
    const { code, stderr } = await runCli(['diff', good, join(folder, 'none')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/record-unreadable/);
  });
});
