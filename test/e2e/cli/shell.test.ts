import { copyFileSync, mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root, runCli, runProgram } from '../../rig/program.js';

const bin = join(root, 'bin/dpdk-conformance.js');
/** Runs the program after some JavaScript of ours. */
const runAfter = (script: string, args: readonly string[]) =>
  runProgram(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(script)}`,
    bin,
    ...args,
  ]);

describe('help', () => {
  it('names every command of this version and exits 0', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['list', 'explain']) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it('loads commander and nothing else from outside', () => {
    const { stderr } = spawnSync(
      'strace',
      ['-f', '-qq', '-e', 'trace=openat', process.execPath, bin, '--help'],
      { encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    const opened = [...stderr.matchAll(/node_modules\/([^/"]+)\/[^"]*"[^=]*= \d/g)].map((match) => match[1]);
    expect([...new Set(opened)]).toEqual(['commander']);
  });

  it('prints the version of package.json', async () => {
    const { version } = JSON.parse(
      spawnSync('cat', [join(root, 'package.json')], { encoding: 'utf8' }).stdout,
    ) as { version: string };
    expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('usage errors', () => {
  it.each([
    [['lsit'], "unknown command 'lsit'", '(Did you mean list?)'],
    [['--versoin'], "unknown option '--versoin'", '(Did you mean --version?)'],
    [['list', '--jsn'], "unknown option '--jsn'", '(Did you mean --json?)'],
    [['explain'], "missing required argument 'id'", 'dpdk-conformance explain --help'],
    [['explain', 'AC-1', 'AC-2'], 'too many arguments', 'dpdk-conformance explain --help'],
  ])('%j exits 2 and says what to do', async (args, seen, advice) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(seen);
    expect(stderr).toContain(advice);
  });
});

describe('a standard output that cannot be written', () => {
  it('is no error when the reader went away', async () => {
    const pipe = await runProgram('bash', [
      '-c',
      `"${process.execPath}" "${bin}" --help | true; echo "\${PIPESTATUS[0]}"`,
    ]);
    expect(pipe).toMatchObject({ stdout: '0\n', stderr: '' });
  });

  it('is named when the disk is full', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [bin, '--help'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).toContain('could not be written to stdout');
    expect(stderr).toContain('ENOSPC');
    expect(status).toBe(3);
  });
});

describe('what is no verdict about the subject', () => {
  it('calls a throw a bug, with its trace, and exits 70', async () => {
    const plant = 'process.stdout.write = () => { throw new Error("planted") };';
    const { code, stderr } = await runAfter(plant, ['--help']);
    expect(stderr).toContain('this is a bug in the harness');
    expect(stderr).toContain('Error: planted');
    expect(code).toBe(70);
  });

  it('calls a throw outside every promise a bug too', async () => {
    const plant =
      'process.on("newListener", (name) => { if (name === "uncaughtException") setImmediate(() => { throw new Error("planted") }) });';
    const { code, stderr } = await runAfter(plant, ['list']);
    expect(stderr).toContain('Error: planted');
    expect(code).toBe(70);
  });

  it.each(['18.20.4', '20.18.3', '21.7.3', '22.11.0'])('refuses Node %s with exit 3', async (version) => {
    const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" });`;
    const { code, stdout, stderr } = await runAfter(pretend, ['--help']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`saw Node ${version}; expected ^20.19 || >=22.12`);
  });

  it.each(['20.19.0', '22.12.0', '24.0.0'])('accepts Node %s', async (version) => {
    const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" });`;
    expect(await runAfter(pretend, ['--help'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('says what to run where nothing was built', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'unbuilt-'));
    mkdirSync(join(directory, 'bin'));
    copyFileSync(bin, join(directory, 'bin/dpdk-conformance.js'));
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
    const { code, stderr } = await runProgram(process.execPath, [join(directory, 'bin/dpdk-conformance.js')]);
    rmSync(directory, { recursive: true });
    expect(stderr).toContain('not built');
    expect(stderr).toContain('npm ci && npm run build');
    expect(code).toBe(3);
  });
});
