import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram, root } from '../../rig/program.js';
import { scanJson } from '../../rig/scan-findings.js';
import { tableRows } from '../../rig/table.js';

const MANIFESTS = ['lib/native', 'subjects/kernel-impostor', 'subjects/reference', 'suites'];

interface Metadata {
  readonly packages: readonly { readonly source: string | null; readonly manifest_path: string }[];
}

/** Folders of the sources that cargo downloads to build one of our packages on this platform. */
const downloaded = async (manifest: string, platform: string): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await runProgram('cargo', [
    ...['metadata', '--locked', '--format-version', '1', '--filter-platform', platform],
    ...['--manifest-path', join(root, manifest, 'Cargo.toml')],
  ]);
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as Metadata).packages
    .filter(({ source }) => source?.startsWith('registry+') === true)
    .map(({ manifest_path }) => realpathSync(dirname(manifest_path)));
};

/** Findings by crate, rule and item (or family of a skip), counted. */
const counted = (findings: Awaited<ReturnType<typeof scanJson>>['findings']): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { rule, item, file } of findings) {
    const crate = file.split('/')[0] ?? '';
    const key = [crate, rule, rule === 'silent-skip' ? item.split(' ')[0] : item].join(' | ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} | ${String(count)}`).sort();
};

it(
  'every finding in the crates our builds download is one that was confirmed',
  { timeout: 300_000 },
  async () => {
    const { stdout } = await runProgram('rustc', ['-vV']);
    const platform = /^host: (.*)$/m.exec(stdout)?.[1] ?? '';
    const folders = (await Promise.all(MANIFESTS.map((manifest) => downloaded(manifest, platform)))).flat();
    const crates = [...new Set(folders)].sort();
    expect(crates.every((crate) => existsSync(crate))).toBe(true);
    const home = dirname(crates[0] ?? '');
    const { findings } = await scanJson(['--no-cache', ...crates], home);
    const confirmed = tableRows('docs/reference/scan-registry.md').map((row) => row.slice(0, 4).join(' | '));
    expect(counted(findings)).toEqual([...confirmed].sort());
    expect(confirmed.length).toBeGreaterThan(50);
    expect(crates.map((crate) => basename(crate))).toEqual(
      expect.arrayContaining([...new Set(confirmed.map((row) => row.split(' | ')[0]))]),
    );
  },
);
