import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { writeBundle } from '../../rig/bundle.js';
import { asRun } from '../../rig/merged.js';
import { runCli, type Finished } from '../../rig/program.js';
import { aRun, conformantRun } from '../../rig/records.js';
import { selectRun } from '../../rig/split-run.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'merge-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const merge = (...args: readonly string[]): Promise<Finished> => runCli(['merge', ...args], { cwd: folder });
const read = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');

/** Two halves of a conformant run, as `--suite` makes them. */
const halves = async (): Promise<void> => {
  const whole = conformantRun();
  await writeBundle(folder, 'a', selectRun(whole, 'run-a', { suites: ['tcp_dpdk'] }));
  await writeBundle(
    folder,
    'b',
    selectRun(whole, 'run-b', { suites: ['multi_process', 'worker_isolation'] }),
  );
};

describe('merge', () => {
  it('writes a folder like that of a run, which bears out what was printed', async () => {
    await halves();
    const merged = await merge('a', 'b/run.jsonl', '--out', 'm');
    expect(merged).toMatchObject({ code: 0, stderr: '' });
    expect(merged.stdout).toContain('[x] AC-1 ');
    expect(merged.stdout).toContain('[x] AC-0.3 ');
    expect(merged.stdout).toMatch(
      /Part {5}2: run run-b, .*, suites multi_process worker_isolation, 2 tests\n/,
    );
    expect(readdirSync(join(folder, 'm')).sort()).toEqual([
      'checklist.md',
      'junit.xml',
      'parts',
      'report.json',
      'results.tap',
      'run.jsonl',
    ]);
    expect(await runCli(['verify', join(folder, 'm')])).toMatchObject({ code: 0, stderr: '' });
    expect(await runCli(['report', '--from', join(folder, 'm')])).toEqual({ ...merged, code: 0 });
    expect(JSON.parse(read('m', 'report.json'))).toMatchObject({
      parts: [
        { id: 'run-a', suites: ['tcp_dpdk'], tests: 5 },
        { id: 'run-b', suites: ['multi_process', 'worker_isolation'], tests: 2 },
      ],
      testSummary: { planned: 7, verdicts: { pass: 7 } },
    });
  });

  it('brings the files of each part along, and keeps the lines of its record', async () => {
    await halves();
    await merge('a', 'b', '--out', 'm');
    expect(read('m', 'parts/1/captures/test_connect_with_socket_addr.pcap')).toBe(
      'a captures/test_connect_with_socket_addr.pcap',
    );
    expect(read('m', 'parts/2/output/test_twenty_clients.stdout')).toBe(
      'b output/test_twenty_clients.stdout',
    );
    const [, ...lines] = read('m', 'run.jsonl').split('\n');
    expect(lines.join('\n')).toBe(read('a', 'run.jsonl') + read('b', 'run.jsonl'));
    rmSync(join(folder, 'a'), { recursive: true });
    expect(await merge('m', '--out', 'again')).toMatchObject({ code: 0 });
    expect(read('again', 'run.jsonl')).toBe(read('m', 'run.jsonl'));
    expect(await runCli(['verify', join(folder, 'again')])).toMatchObject({ code: 0 });
    await merge('b', '--out', 'again');
    expect(readdirSync(join(folder, 'again/parts'))).toEqual(['1']);
  });

  it('lets the worse verdict count, and says where it comes from', async () => {
    const name = 'test_connect_with_socket_addr';
    const bad = aRun({ [name]: { finished: { outcome: { kind: 'exited', code: 1 } } } });
    await writeBundle(folder, 'bad', asRun('first', bad));
    await writeBundle(folder, 'good', asRun('second', conformantRun()));
    for (const order of [
      ['bad', 'good'],
      ['good', 'bad'],
    ]) {
      const { code, stdout } = await merge(...order);
      expect(code).toBe(1);
      expect(stdout).toContain('[!] AC-1 ');
      expect(stdout).toMatch(/ {2}failed tcp_dpdk test_connect_with_socket_addr: exited 1; the worst of /);
      expect(stdout).toContain('notice   8 tests ran in more than one part; the worst verdict counts: ');
    }
  });

  it('ends with 5 where a part was cut off, and with the line the killed writer left torn', async () => {
    await halves();
    const text = read('a', 'run.jsonl');
    writeFileSync(join(folder, 'a/run.jsonl'), text.slice(0, text.indexOf('"run-finished"')));
    const { code, stdout } = await merge('a', 'b', '--out', 'm');
    expect(code).toBe(5);
    expect(stdout).toMatch(/notice {3}part 1 \(run run-a\): the record ends before the run did\n/);
    expect(stdout).toMatch(/notice {3}part 1 \(run run-a\): the last line \(\d+\) is torn/);
    expect((await runCli(['verify', join(folder, 'm')])).stdout).toBe(
      'run.jsonl has no end: the run was cut off\n',
    );
  });

  it('ends with 5 where a part was interrupted, whatever ended it', async () => {
    await halves();
    const events = selectRun(conformantRun(), 'run-a', { suites: ['tcp_dpdk'] });
    const signal: RunEvent = { event: 'interrupted', time: events.at(-1)?.time ?? '', signal: 'SIGINT' };
    await writeBundle(folder, 'a', events.toSpliced(-2, 0, signal));
    expect((await runCli(['report', '--from', join(folder, 'a')])).stdout).toContain('interrupted by SIGINT');
    const { code, stdout } = await merge('a', 'b');
    expect(code).toBe(5);
    expect(stdout).toContain('part 1 (run run-a): the run was interrupted by SIGINT');
  });

  it('asks for all 24 with --certify', async () => {
    await halves();
    expect((await merge('a', 'b', '--certify')).code).toBe(1);
  });

  it('notices a part that got lost, and counts one that is given twice once', async () => {
    await halves();
    const refused = await merge('a', 'a/run.jsonl', '--expect', '2');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/merge-parts-missing: saw 1 different part; expected 2, as --expect says/);
    expect((await merge('a', 'b', '--expect', 'two')).stderr).toMatch(/flag-invalid/);
    expect(existsSync(join(folder, 'conformance-merged'))).toBe(false);
    const twice = await merge('a', 'a/run.jsonl');
    expect(twice.stdout).toContain('notice   a/run.jsonl is a record that was given before: it counts once');
  });

  it('refuses what is no part of the same run, and writes nothing then', async () => {
    await halves();
    const other = conformantRun().map((event) =>
      event.event === 'run-started' ? { ...event, subject: { ...event.subject, version: '0.2.0' } } : event,
    );
    await writeBundle(folder, 'other', asRun('run-c', other));
    const refused = await merge('a', 'other', '--out', 'm');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /merge-subjects-differ: saw the version of the subject, which is 0\.1\.0 in a and 0\.2\.0 in other; expected /,
    );
    expect(existsSync(join(folder, 'm'))).toBe(false);
    expect((await merge('a', 'nowhere')).stderr).toMatch(/record-unreadable/);
    appendFileSync(join(folder, 'b/run.jsonl'), '{"event":"nonsense"}\n');
    expect((await merge('a', 'b')).stderr).toMatch(/record-invalid/);
  });

  it('does not write over what it merges', async () => {
    await halves();
    for (const out of ['a', './a/', 'link']) {
      if (out === 'link') symlinkSync('a', join(folder, 'link'));
      const refused = await merge('a', 'b', '--out', out);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/merge-out-in-use/);
    }
    expect(await runCli(['verify', join(folder, 'a')])).toMatchObject({ code: 0 });
  });

  it('takes no file from outside of the folders it was given', async () => {
    await halves();
    writeFileSync(join(folder, 'secret'), 'not for you');
    const text = read('a', 'run.jsonl');
    writeFileSync(
      join(folder, 'a/run.jsonl'),
      text.replace('output/test_connect_refused.stdout', '../secret'),
    );
    expect((await merge('a', 'b', '--out', 'm')).stderr).toMatch(/merge-path-outside/);
    writeFileSync(join(folder, 'a/run.jsonl'), text);
    rmSync(join(folder, 'a/captures'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere/test_connect_refused.pcap'), 'not for you');
    symlinkSync('../elsewhere', join(folder, 'a/captures'));
    const merged = await merge('a', 'b', '--out', 'm');
    expect(merged.code).toBe(0);
    expect(merged.stderr).toMatch(/5 of the files that the record of part 1 names are not beside it/);
    expect(existsSync(join(folder, 'm/parts/1/captures'))).toBe(false);
    expect((await runCli(['verify', join(folder, 'm')])).code).toBe(1);
  });
});

describe('verify', () => {
  it('names a part whose lines are not those that were merged', async () => {
    await halves();
    await merge('a', 'b', '--out', 'm');
    const path = join(folder, 'm/run.jsonl');
    writeFileSync(path, read('m', 'run.jsonl').replace('"stdoutBytes":181', '"stdoutBytes":182'));
    const { code, stdout } = await runCli(['verify', join(folder, 'm')]);
    expect(code).toBe(1);
    expect(stdout).toContain('run.jsonl part 1 is not as it was when it was merged\n');
  });

  it('refuses two records in one file: no merge, and no way around it', async () => {
    await halves();
    writeFileSync(join(folder, 'a/run.jsonl'), read('a', 'run.jsonl') + read('b', 'run.jsonl'));
    const { code, stderr } = await runCli(['report', '--from', join(folder, 'a')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/record-invalid: saw line \d+ of .*: saw a second record in this file/);
  });
});
