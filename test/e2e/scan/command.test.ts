import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, type Finished } from '../../rig/program.js';

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'scan-command-')));
  write('Cargo.toml', '[package]\nname = "subject"\nversion = "0.1.0"\nedition = "2021"\n');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const write = (name: string, content: string): void => {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const scan = (...args: readonly string[]): Promise<Finished> =>
  runCli(['scan', ...args], {
    cwd: directory,
    env: { ...process.env, XDG_CACHE_HOME: join(directory, 'cache') },
  });

const CLEAN = 'use tokio::net::TcpDpdkStream;\n';
const KERNEL = 'use tokio::net::TcpListener;\n';
const allowance = (expires: string): string =>
  `[[allowances]]\nfile = "tests/dpdk_worker_isolation.rs"\nitem = "tokio::net::TcpListener"\nreason = "echo server"\nexpires = "${expires}"\n`;

describe('scan', () => {
  it('exits 0 on clean sources and 1 on findings, with the report alone on standard output', async () => {
    write('tests/tcp_dpdk.rs', CLEAN);
    expect(await scan()).toMatchObject({ code: 0, stdout: '1 file scanned, nothing found\n', stderr: '' });
    write('tests/tcp_dpdk.rs', KERNEL);
    const found = await scan();
    expect(found).toMatchObject({ code: 1, stderr: '' });
    expect(found.stdout).toContain('--> tests/tcp_dpdk.rs:1:17');
  });

  it('--crate finds the in-scope files and what they include, and says which are not there', async () => {
    write('tests/tcp_dpdk.rs', `${CLEAN}mod support;\n`);
    write('tests/support/mod.rs', 'include!("wire.in");\n');
    write('tests/support/wire.in', KERNEL);
    write('tests/dpdk_worker_isolation.rs', CLEAN);
    write('tests/tcp_stream.rs', KERNEL);
    write('tests/unrelated.rs', KERNEL);
    const { code, stdout } = await runCli(['scan', '--crate', directory, '--format', 'json']);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as {
      readonly filesScanned: number;
      readonly absent: readonly string[];
      readonly findings: readonly { readonly file: string }[];
    };
    expect(report.filesScanned).toBe(4);
    expect(report.findings.map(({ file }) => file)).toEqual([join(directory, 'tests/support/wire.in')]);
    expect(report.absent.map((file) => file.slice(directory.length))).toEqual([
      '/tests/tcp_dpdk_real.rs',
      '/tests/dpdk_multi_process.rs',
    ]);
  });

  it('lets an allowance pass and prints it; an unused or expired one is an error', async () => {
    write('tests/dpdk_worker_isolation.rs', KERNEL);
    write('dpdk-conformance.toml', allowance('2999-12-31'));
    const allowed = await scan('tests');
    expect(allowed.code).toBe(0);
    expect(allowed.stdout).toContain('allowed until 2999-12-31: tokio::net::TcpListener');
    write('dpdk-conformance.toml', allowance('2020-01-01'));
    const expired = await scan('tests');
    expect(expired.code).toBe(1);
    expect(expired.stdout).toContain('expired on 2020-01-01');
    write('tests/dpdk_worker_isolation.rs', CLEAN);
    write('dpdk-conformance.toml', allowance('2999-12-31'));
    const unused = await scan('tests');
    expect(unused.code).toBe(2);
    expect(unused.stdout).toContain('covers no finding: remove it');
  });

  it.each([
    [['gone.rs'], 'there is no such file or folder'],
    [['--crate', '.'], 'no in-scope test file'],
    [['--crate', 'gone'], 'no folder'],
    [['--crate', '.', 'tests'], 'both paths and --crate'],
    [['--format', 'xml'], "'--format <format>' argument 'xml' is invalid"],
    [['src'], 'no Rust file in what was named'],
    [['--config', 'gone.toml'], 'gone.toml'],
  ])('%j exits 2 and says what to do', async (args, seen) => {
    mkdirSync(join(directory, 'src'));
    const { code, stdout, stderr } = await scan(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(seen);
  });

  it('recalls unchanged files on the second run, byte for byte, and uses a worker for much source', async () => {
    const filler = `pub fn f() { let _ = "${'x'.repeat(1000)}"; }\n`.repeat(1500);
    for (const member of ['a', 'b', 'c', 'd', 'e']) {
      write(`${member}/Cargo.toml`, `[package]\nname = "${member}"\nversion = "0.1.0"\n`);
      write(`${member}/src/lib.rs`, `${filler}${KERNEL}`);
    }
    const first = await scan('--format', 'json');
    const second = await scan('--format', 'json');
    const third = await scan('--format', 'json', '--no-cache');
    expect([first.code, second.code, third.code]).toEqual([1, 1, 1]);
    expect(second.stdout).toBe(first.stdout);
    expect(third.stdout).toBe(first.stdout);
    expect((JSON.parse(first.stdout) as { findings: unknown[] }).findings).toHaveLength(5);
  });
});
