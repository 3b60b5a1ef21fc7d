import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { snapshotHost } from '../../rig/host-snapshot.js';
import { farmPrograms } from '../../rig/path-farm.js';
import { root, runCli, runProgram, startProgram, type Finished } from '../../rig/program.js';

const FILES = ['checklist.md', 'junit.xml', 'report.json', 'results.tap', 'run.jsonl'];
const workDir = join(root, '.dpdk-conformance');
let directory = '';
let out = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cli-run-'));
  out = join(directory, 'out');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const flags = (...more: readonly string[]): readonly string[] => [
  'run',
  '--out',
  out,
  '--work-dir',
  workDir,
  ...more,
];
const run = (...more: readonly string[]): Promise<Finished> => runCli(flags(...more), { cwd: directory });
const read = (name: string): string => readFileSync(join(out, name), 'utf8');
const report = () =>
  JSON.parse(read('report.json')) as {
    criteria: { id: string; verdict: string }[];
    tests: { name: string; verdict: string }[];
  };
const verdictOf = (id: string): string | undefined =>
  report().criteria.find((criterion) => criterion.id === id)?.verdict;

describe('a run of one criterion', () => {
  it('writes the record and every report, prints the checklist, exits 0 and leaves the host as it was', async () => {
    const before = snapshotHost();
    const { code, stdout } = await run('--criterion', 'AC-1');
    expect(stdout).toMatch(/^\[x\] AC-1 +met/m);
    expect(stdout.match(/^\[.\] AC-/gm)).toHaveLength(24);
    expect(code).toBe(0);
    expect(readdirSync(out).filter((name) => name !== 'tests')).toEqual(FILES);
    expect(verdictOf('AC-1')).toBe('met');
    expect(verdictOf('AC-2')).toBe('unproven');
    expect(snapshotHost()).toEqual(before);
    const formats = {
      'report.json': 'json',
      'checklist.md': 'checklist',
      'results.tap': 'tap',
      'junit.xml': 'junit',
    };
    for (const [name, format] of Object.entries(formats)) {
      const again = await runCli(['report', '--from', out, '--format', format]);
      expect(again).toMatchObject({ code: 0, stderr: '', stdout: read(name) });
    }
    const text = await runCli(['report', '--from', join(out, 'run.jsonl')]);
    expect(text.stdout).toBe(stdout);
    const matrix = await runCli(['matrix', out, join(out, 'report.json')]);
    expect(matrix).toMatchObject({ code: 0, stderr: '' });
    expect(matrix.stdout).toMatch(/^AC-1 +met 1\/1.* met 1\/1/m);
  });

  it('does not certify what it did not prove: exit 1', async () => {
    expect(await run('--criterion', 'AC-1', '--certify')).toMatchObject({ code: 1 });
    expect(verdictOf('AC-1')).toBe('met');
  });
});

describe('what is refused', () => {
  it.each([
    [['--suite', 'tcp_dpkd'], 2, 'saw --suite tcp_dpkd', 'did you mean --suite tcp_dpdk?'],
    [['--criterion', 'AC-99'], 2, 'saw --criterion AC-99', 'expected one of AC-0.1'],
    [['--profile', 'real'], 2, 'lab-file-missing: saw --profile real', 'dpdk-conformance init'],
    [
      ['--profile', 'real', '--crate', '.'],
      2,
      'lab-file-missing: saw --profile real',
      'dpdk-conformance init',
    ],
    [
      ['--profile', 'real', '--crate', '.', '--stage', 'audit', '--suite', 'tcp_dpdk'],
      2,
      'own-tests-elsewhere: saw --profile real --stage audit',
      'use --profile virtual for them',
    ],
    [
      ['--profile', 'real', '--criterion', 'X-LOSS', '--criterion', 'X-H-RESET'],
      4,
      'hostile host (X-LOSS, X-H-RESET)',
      'use --profile virtual or --profile guest',
    ],
    [['--profile', 'guest', '--lanes', '9'], 2, 'saw 9 lanes on 3 usable cores', 'use --lanes 2'],
    [['--profile', 'vritual'], 2, 'saw --profile vritual', 'leave --profile out'],
    [['--lanes', '0'], 2, 'saw --lanes 0', 'a whole number from 1'],
    [['--lanes', '60'], 2, 'saw 60 lanes', 'lanes never share one'],
    [['--cores', '1-'], 2, 'saw --cores 1-', '0,2-5'],
    [['--subject', 'referenec'], 2, 'saw --subject referenec', 'did you mean --subject reference?'],
    [['--subject', 'reference', '--crate', '.'], 2, '--crate', 'cannot be used with'],
    [['--crate', 'no/such/folder'], 2, 'no/such/folder', 'expected'],
    [['--suite', 'tcp_dpdk_real', '--criterion', 'AC-1'], 4, 'nothing-selected', 'dpdk-conformance list'],
  ])('%j exits %i with one message and writes nothing', async (more, exit, seen, advice) => {
    const { code, stdout, stderr } = await run(...more);
    expect(stderr).toContain(seen);
    expect(stderr).toContain(advice);
    expect(stderr.match(/dpdk-conformance: |error: /g)).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(existsSync(out)).toBe(false);
  });

  it('names the place in a configuration file it does not understand', async () => {
    writeFileSync(join(directory, 'dpdk-conformance.toml'), 'lnaes = 2\n');
    const { code, stderr } = await run('--criterion', 'AC-1');
    expect(stderr).toContain('unknown key "lnaes"');
    expect(stderr).toContain('did you mean "lanes"?');
    expect({ code, wrote: existsSync(out) }).toEqual({ code: 2, wrote: false });
  });

  it('keeps the reports of an earlier run when it refuses a later one', async () => {
    await run('--criterion', 'AC-1');
    const before = FILES.map(read);
    expect(await run('--criterion', 'AC-99')).toMatchObject({ code: 2 });
    expect(FILES.map(read)).toEqual(before);
  });
});

describe('a host that lacks something', () => {
  it('fails every criterion for one named cause, writes every report and exits 3', async () => {
    const programs = join(directory, 'bin');
    farmPrograms(programs, ['strace']);
    const env = { ...process.env, PATH: programs };
    const { code, stdout } = await runCli(flags(), { cwd: directory, env });
    expect(stdout.match(/strace-missing: saw/g)).toHaveLength(1);
    expect(stdout).toContain('apt-get install');
    expect(code).toBe(3);
    expect(readdirSync(out)).toEqual(FILES);
    expect(report().criteria.filter(({ verdict }) => !['failed', 'blocked'].includes(verdict))).toEqual([]);
  });
});

describe('a run that is ended by a signal', () => {
  const interrupted = async (signal: NodeJS.Signals, file: string, args: readonly string[]) => {
    const before = snapshotHost();
    const { child, done } = startProgram(file, args, { cwd: directory });
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (text: string) => {
        if (text.includes('passed 1/') || text.includes('passed  1/')) resolve();
      });
    });
    child.kill(signal);
    const { code } = await done;
    expect(snapshotHost()).toEqual(before);
    return code;
  };
  const cli = join(root, 'bin/dpdk-conformance.js');

  it('is undone, reported and exits 130 after SIGINT', async () => {
    const args = [cli, ...flags('--suite', 'tcp_dpdk')];
    expect(await interrupted('SIGINT', process.execPath, args)).toBe(130);
    expect(readdirSync(out).filter((name) => name !== 'tests')).toEqual(FILES);
    expect(read('checklist.md')).toContain('interrupted by SIGINT');
  });

  it('is undone and exits 143 after SIGTERM to the gate in front of it', async () => {
    const store = join(directory, 'store');
    const args = ['--store', store, '--work-dir', workDir, '--suite', 'tcp_dpdk'];
    expect(await interrupted('SIGTERM', process.execPath, [join(root, 'ci/gate.js'), ...args])).toBe(143);
    const kept = (name: string): string => readFileSync(join(store, 'latest', name), 'utf8');
    expect(kept('checklist.md')).toContain('interrupted by SIGTERM');
    expect(JSON.parse(kept('gate.json'))).toMatchObject({ exitCode: 143 });
  });
});

describe('the overview', () => {
  it('says what is here and what to do next, and changes nothing', async () => {
    const before = snapshotHost();
    const { code, stdout } = await runCli([], { cwd: directory });
    expect(stdout).toContain('Usage: dpdk-conformance');
    expect(stdout).toMatch(/^Here:\n {2}.*Linux/m);
    expect(stdout).toContain('Next: dpdk-conformance run');
    expect(code).toBe(0);
    expect(snapshotHost()).toEqual(before);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('names the first thing in the way and what mends it', async () => {
    const programs = join(directory, 'bin');
    farmPrograms(programs, ['pkg-config']);
    const { code, stdout } = await runCli([], { env: { ...process.env, PATH: programs } });
    expect(stdout).toContain('In the way: ');
    expect(stdout).toMatch(/^Next: .*apt-get install .*pkg-config/m);
    expect(code).toBe(0);
  });
});

describe('a report', () => {
  it.each([
    [['--from', 'nowhere.jsonl'], 'record-unreadable'],
    [['--from', 'broken.jsonl'], 'record-invalid: saw line 1'],
    [['--from', 'broken.jsonl', '--format', 'jnuit'], 'did you mean --format junit?'],
  ])('of %j is refused', async (args, seen) => {
    writeFileSync(join(directory, 'broken.jsonl'), '{"event":"nonsense"}\n{}\n');
    const { code, stdout, stderr } = await runCli(['report', ...args], { cwd: directory });
    expect(stderr).toContain(seen);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('goes to a file whole or not at all', async () => {
    writeFileSync(join(directory, 'empty.jsonl'), '');
    const good = await runCli(['report', '--from', 'empty.jsonl', '--out', 'sub/report.txt'], {
      cwd: directory,
    });
    expect(good).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(directory, 'sub/report.txt'), 'utf8')).toContain('the record is empty');
    const bad = await runCli(['report', '--from', 'empty.jsonl', '--out', '/proc/report.txt'], {
      cwd: directory,
    });
    expect(bad).toMatchObject({ code: 3 });
    expect(bad.stderr).toContain('/proc/report.txt');
  });
});

it('can be asked from a script without a terminal: progress is plain lines', async () => {
  const { stderr } = await runProgram('sh', [
    '-c',
    `"${process.execPath}" "${join(root, 'bin/dpdk-conformance.js')}" ${flags('--criterion', 'AC-1').join(' ')} >/dev/null`,
  ]);
  // eslint-disable-next-line no-control-regex
  expect(stderr).not.toMatch(/\u001b|\r/);
  expect(stderr).toMatch(/passed +1\/\d+ tcp_dpdk test_connect_with_socket_addr/);
});
