import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { writeBundle } from '../../rig/bundle.js';
import { crateRun } from '../../rig/crate-record.js';
import { runCli, type Finished } from '../../rig/program.js';
import { realRelease, virtualRelease } from '../../rig/release.js';

const folder = mkdtempSync(join(tmpdir(), 'certify-'));
const certify = (...args: readonly string[]): Promise<Finished> =>
  runCli(['certify', ...args], { cwd: folder });

const resourced = (events: readonly RunEvent[]): RunEvent[] =>
  events.map((event) =>
    event.event === 'scanned'
      ? { ...event, files: event.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) }
      : event,
  );

beforeAll(async () => {
  await writeBundle(folder, 'virtual', virtualRelease());
  await writeBundle(folder, 'real', realRelease());
  await writeBundle(folder, 'changed', resourced(realRelease()));
  await writeBundle(
    folder,
    'cut',
    realRelease().filter(({ event }) => event !== 'run-finished'),
  );
  await writeBundle(
    folder,
    'untold',
    crateRun().filter(({ event }) => event !== 'subject-tree'),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('certify', () => {
  it('ticks each of the 24 by the run that shows it: exit 0', async () => {
    const done = await certify('virtual', 'real/run.jsonl');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const lines = done.stdout.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^Run {2}virtual, virtual, run run-virtual, /),
      expect.stringMatching(/^Run {2}real\/run\.jsonl, real, run run-real, /),
    ]);
    expect(lines.filter((line) => line.startsWith('[x] AC-'))).toHaveLength(24);
    expect(done.stdout).toMatch(/^\[x\] AC-0\.5 .* \(real\/run\.jsonl\)$/m);
    expect(done.stdout).toMatch(/^\[x\] AC-3 .* \(virtual\)$/m);
    expect(done.stdout).toMatch(/^CERTIFIED: 24 of 24 criteria met, 6 of 6 beyond them, by 2 runs$/m);
  });
  it('ticks no box that nobody showed: exit 1', async () => {
    const done = await certify('virtual');
    expect(done).toMatchObject({ code: 1, stderr: '' });
    expect(done.stdout).toMatch(
      /^\[ \] AC-0\.5 +unproven +none .*: virtual: its tests passed, but only profile real/m,
    );
    expect(done.stdout).toContain('not certified: 22 of 24 criteria met');
  });
  it('writes a page for people, and data', async () => {
    expect(await certify('virtual', 'real', '--format', 'markdown', '--out', 'page.md')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const page = readFileSync(join(folder, 'page.md'), 'utf8');
    expect(page.match(/^- \[x\] \*\*AC-/gm)).toHaveLength(24);
    const data = await certify('virtual', 'real', '--format', 'json');
    expect(JSON.parse(data.stdout)).toMatchObject({
      schemaVersion: 1,
      certified: true,
      runs: [
        { name: 'virtual', ended: true },
        { name: 'real', profile: 'real' },
      ],
    });
  });
  it('is not done by a run that did not end: exit 5', async () => {
    const done = await certify('virtual', 'cut');
    expect(done.code).toBe(5);
    expect(done.stdout).toContain('cut: its run did not end');
  });
  it.each([
    [['virtual', 'changed'], 'merge-sources-differ: saw the SHA-256 of suites/'],
    [['untold'], "certify-subject-unknown: saw untold, which does not tell the SHA-256 of the crate's tree"],
    [['virtual', 'untold'], 'certify-subject-unknown'],
    [['nowhere'], 'record-unreadable'],
    [['virtual', '--format', 'markdwon'], 'did you mean --format markdown?'],
  ])('%j is refused: exit 2', async (args, words) => {
    const done = await certify(...args);
    expect(done).toMatchObject({ code: 2, stdout: '' });
    expect(done.stderr).toContain(words);
  });
});
