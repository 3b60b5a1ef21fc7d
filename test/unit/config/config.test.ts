import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findConfig, loadSettings } from '../../../harness/config/load.js';
import type { Flags } from '../../../harness/config/settings.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { must } from '../../rig/fixture-build.js';

const inProject = <T>(config: string, work: (directory: string, path: string) => Promise<T>): Promise<T> =>
  withTempDirectory('dpdk-conformance-test', (directory) => {
    const path = join(directory, 'dpdk-conformance.toml');
    writeFileSync(path, config);
    mkdirSync(join(directory, 'deep/er'), { recursive: true });
    return work(directory, path);
  });

const cause = async (config: string, flags: Flags = {}): Promise<unknown> =>
  inProject(config, async (directory) => {
    const loaded = await loadSettings(directory, flags);
    return loaded.ok ? undefined : loaded.error;
  });

describe('loadSettings', () => {
  it('has defaults where nobody says anything', async () => {
    await withTempDirectory('dpdk-conformance-test', async (directory) => {
      const settings = must(await loadSettings(directory, {}));
      expect(settings.out).toEqual({ value: join(directory, 'conformance-out'), from: 'default' });
      expect(settings.profile).toEqual({ value: 'virtual', from: 'default' });
      expect(settings.allowances.value).toEqual([]);
    });
  });

  it('finds the file upward, resolves its paths from its folder, and lets flags win', async () => {
    const config = 'out = "results"\nlanes = 3\nsuites = ["tcp_dpdk"]\n[timeouts]\ntest = 12\n';
    await inProject(config, async (directory, path) => {
      const cwd = join(directory, 'deep/er');
      expect(findConfig(cwd)).toBe(path);
      const settings = must(await loadSettings(cwd, { lanes: 1, workDir: 'w' }));
      expect(settings.out).toEqual({ value: join(directory, 'results'), from: { file: path } });
      expect(settings.lanes).toEqual({ value: 1, from: { flag: '--lanes' } });
      expect(settings.workDir).toEqual({ value: join(cwd, 'w'), from: { flag: '--work-dir' } });
      expect(settings.testSeconds).toEqual({ value: 12, from: { file: path } });
      expect(settings.suites.value).toEqual(['tcp_dpdk']);
    });
  });

  it('has the files of baseline, sign-off and guide where they are said to be', async () => {
    await inProject('baseline = "b.toml"\nguide = "docs/G.md"\n', async (directory, path) => {
      const cwd = join(directory, 'deep');
      const settings = must(await loadSettings(cwd, { review: 'r.toml' }));
      expect(settings.baseline).toEqual({ value: join(directory, 'b.toml'), from: { file: path } });
      expect(settings.guide).toEqual({ value: join(directory, 'docs/G.md'), from: { file: path } });
      expect(settings.review).toEqual({ value: join(cwd, 'r.toml'), from: { flag: '--review' } });
    });
    await withTempDirectory('dpdk-conformance-test', async (directory) => {
      const { baseline, guide } = must(await loadSettings(directory, {}));
      expect(baseline).toEqual({ value: join(directory, 'warnings-baseline.toml'), from: 'default' });
      expect(guide).toEqual({ value: undefined, from: 'default' });
    });
  });

  it('takes an allowance with all it needs', async () => {
    const config =
      '[[allowances]]\nfile = "a.rs"\nitem = "std::net::TcpListener"\nreason = "AC-0.4"\nexpires = 2030-01-31\n';
    expect(await cause(config.replace('2030-01-31', '"2030-01-31"'))).toBeUndefined();
    expect(await cause(config)).toBeUndefined();
    expect(await cause(config.replace('2030-01-31', '"soon"'))).toMatchObject({ id: 'config-invalid' });
    expect(await cause(config.replace('reason', 'reasons'))).toMatchObject({
      seen: expect.stringMatching(
        /^(unknown key "allowances\.0\.reasons"|allowances\.0\.reason: )/,
      ) as string,
    });
  });

  it('names the nearest known key of an unknown one', async () => {
    expect(await cause('lane = 2\n')).toMatchObject({
      id: 'config-invalid',
      seen: expect.stringMatching(/^unknown key "lane" in .*dpdk-conformance\.toml$/) as string,
      fix: 'did you mean "lanes"?',
    });
    expect(await cause('[timeouts]\nbild = 2\n')).toMatchObject({ fix: 'did you mean "build"?' });
    expect(await cause('completely_different = 2\n')).toMatchObject({ fix: 'remove completely_different' });
  });

  it('says what is wrong with a value, with TOML, and with a file that is not there', async () => {
    expect(await cause('lanes = 0\n')).toMatchObject({
      seen: expect.stringMatching(/^lanes: .*dpdk-conformance\.toml$/) as string,
    });
    expect(await cause('lanes =\n')).toMatchObject({
      seen: expect.stringMatching(/not valid TOML/) as string,
    });
    expect(await loadSettings('/', {}, 'no-such.toml')).toMatchObject({
      ok: false,
      error: { id: 'config-invalid' },
    });
  });
});
