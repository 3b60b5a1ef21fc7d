import { appendFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../rig/program.js';
import { scanJson } from '../../rig/scan-findings.js';
import { tableRows } from '../../rig/table.js';

/** Published crates whose tests use tokio's TCP. */
const CRATES = [
  ['mini-redis', '0.4.1'],
  ['tokio-io-timeout', '1.2.0'],
  ['tokio-socks', '0.5.3'],
] as const;

interface Metadata {
  readonly packages: readonly { readonly name: string; readonly manifest_path: string }[];
}

let directory: string;
const folders = new Map<string, string>();
beforeAll(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'scan-differential-')));
  mkdirSync(join(directory, 'fetch/src'), { recursive: true });
  writeFileSync(join(directory, 'fetch/src/lib.rs'), '');
  writeFileSync(
    join(directory, 'fetch/Cargo.toml'),
    [
      '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]',
      ...CRATES.map(([name, version]) => `${name} = "=${version}"`),
    ].join('\n'),
  );
  const { stdout } = await runProgram('cargo', [
    ...['metadata', '--format-version', '1', '--manifest-path', join(directory, 'fetch/Cargo.toml')],
  ]);
  for (const { name, manifest_path } of (JSON.parse(stdout) as Metadata).packages)
    folders.set(name, dirname(manifest_path));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Differences the document explains: `crate | place | found by`. */
const explained = tableRows('docs/reference/scan-and-clippy.md').map((row) => row.slice(0, 3).join(' | '));

describe.each(CRATES)('%s %s', (name, version) => {
  it(
    'the scan and clippy agree line by line, but for what the document explains',
    { timeout: 600_000 },
    async () => {
      const crate = join(directory, name);
      cpSync(folders.get(name) ?? '', crate, { recursive: true });
      appendFileSync(join(crate, 'Cargo.toml'), '\n[workspace]\n');
      const { findings } = await scanJson(['--semantic', '--no-cache', '.'], crate);
      const kernel = findings.filter(({ rule }) => rule === 'kernel-tcp');
      const differences = kernel
        .filter(({ layers }) => layers.length === 1)
        .map(
          ({ file, line, layers }) => `${name} ${version} | ${file}:${String(line)} | ${String(layers[0])}`,
        );
      expect([...new Set(differences)].sort()).toEqual(
        explained.filter((row) => row.startsWith(`${name} `)).sort(),
      );
      expect(kernel.length).toBeGreaterThan(differences.length * 3);
    },
  );
});
