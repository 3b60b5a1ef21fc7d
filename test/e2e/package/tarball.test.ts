import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runProgram } from '../../rig/program.js';

let directory = '';
const installed = (...path: string[]) => join(directory, 'user/node_modules/dpdk-conformance', ...path);
const npx = (...args: string[]) =>
  runProgram('npx', ['dpdk-conformance', ...args], { cwd: join(directory, 'user') });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'package-'));
  mkdirSync(join(directory, 'user'));
  const packed = await runProgram('npm', ['pack', '--pack-destination', directory], { cwd: root });
  expect(packed).toMatchObject({ code: 0 });
  const [tarball = ''] = readdirSync(directory).filter((name) => name.endsWith('.tgz'));
  const install = await runProgram('npm', ['install', '--no-audit', '--no-fund', join(directory, tarball)], {
    cwd: join(directory, 'user'),
  });
  expect(install).toMatchObject({ code: 0 });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('the packed tarball, installed in an empty directory', () => {
  it('shows help', async () => {
    const { code, stdout } = await npx('--help');
    expect(stdout).toContain('Usage: dpdk-conformance');
    expect(code).toBe(0);
  });

  it('lists the suites and the 24 criteria', async () => {
    const { code, stdout } = await npx('list', '--json');
    expect(code).toBe(0);
    const { suites, criteria } = JSON.parse(stdout) as { suites: { name: string }[]; criteria: unknown[] };
    expect(suites.map(({ name }) => name)).toEqual([
      'tcp_dpdk',
      'tcp_dpdk_real',
      'multi_process',
      'worker_isolation',
    ]);
    expect(criteria).toHaveLength(24);
  });

  it('looks at the host', async () => {
    const { code, stdout } = await npx('doctor', '--json');
    expect([0, 3]).toContain(code);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });

  it('sets up nothing that npm set up already', async () => {
    const { code, stderr } = await runProgram(process.execPath, [
      installed('ci/bootstrap.js'),
      'run',
      '--',
      '--help',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('brings what a run builds: suites, reference subject, native tools, schemas and templates', () => {
    for (const path of [
      'subjects/reference/Cargo.toml',
      'subjects/reference/Cargo.lock',
      'subjects/reference/src/lib.rs',
      'lib/native/Cargo.toml',
      'lib/native/Cargo.lock',
      'suites/tcp_dpdk/tests',
      'docs/reference/report.schema.json',
      'ci/templates/github-actions.yml',
      'LICENSE',
      'README.md',
    ])
      expect(existsSync(installed(path)), path).toBe(true);
  });

  it('brings no build outputs of Rust, no tests and no TypeScript sources', () => {
    const paths = readdirSync(installed(), { recursive: true, encoding: 'utf8' });
    expect(
      paths.filter((path) => /(?:^|\/)target\/|^test\/|^node_modules\/|(?<!\.d)\.ts$/.test(path)),
    ).toEqual([]);
  });
});
