import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runProgram } from '../../rig/program.js';

let clone = '';
const bootstrap = (...args: string[]) =>
  runProgram(process.execPath, ['ci/bootstrap.js', ...args], { cwd: clone });

beforeAll(async () => {
  clone = join(mkdtempSync(join(tmpdir(), 'fresh-')), 'clone');
  expect(await runProgram('git', ['clone', '-q', root, clone])).toMatchObject({ code: 0 });
});
afterAll(() => {
  rmSync(join(clone, '..'), { recursive: true });
});

describe('a fresh clone', () => {
  it('has neither dependencies nor a build', () => {
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
    expect(existsSync(join(clone, 'dist'))).toBe(false);
  });

  it('is set up by one command, which then becomes the program', async () => {
    const { code, stdout, stderr } = await bootstrap('run', '--', '--help');
    expect(stderr).toContain('npm ci');
    expect(stderr).toContain('compiling');
    expect(stdout).toContain('Usage: dpdk-conformance run');
    expect(code).toBe(0);
  });

  it('is left alone the second time', async () => {
    expect(await bootstrap('run', '--', '--help')).toMatchObject({ code: 0, stderr: '' });
  });

  it('gets its dependencies back when one is gone', async () => {
    rmSync(join(clone, 'node_modules/commander'), { recursive: true });
    expect(await bootstrap('run', '--', '--help')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('npm ci') as string,
    });
  });

  it('loses a compiled file whose source is gone', async () => {
    const source = 'harness/cli/stray.ts';
    const compiled = join(clone, 'dist/harness/cli/stray.js');
    await runProgram('sh', ['-c', `echo 'export const stray = 1;' > ${source}`], { cwd: clone });
    await bootstrap('run', '--', '--help');
    expect(existsSync(compiled)).toBe(true);
    rmSync(join(clone, source));
    await bootstrap('run', '--', '--help');
    expect(existsSync(compiled)).toBe(false);
  });

  it('says so when it does not compile, and exits 101', async () => {
    await runProgram('sh', ['-c', `echo 'export const wrong: number = "";' > harness/cli/wrong.ts`], {
      cwd: clone,
    });
    const { code, stderr } = await bootstrap('run', '--', '--help');
    expect(stderr).toContain('harness/cli/wrong.ts');
    expect(stderr).toContain('build-failed');
    expect(code).toBe(101);
  });
});
