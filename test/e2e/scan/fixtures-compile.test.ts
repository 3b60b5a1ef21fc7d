import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root, runProgram } from '../../rig/program.js';
import { fixtures } from '../../unit/scan/corpus.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'scan-fixtures-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** A package in which every fixture is a test target. `tokio` is the subject over kernel TCP: it has tokio's own types and the DPDK names. */
const manifest = (targets: readonly { readonly name: string; readonly path: string }[]): string =>
  [
    '[package]\nname = "scan-fixtures"\nversion = "0.0.0"\nedition = "2021"\nautotests = false\n',
    '[workspace]\n',
    '[lib]\npath = "lib.rs"\n',
    '[features]\nfull = []\n',
    '[dev-dependencies]',
    `tokio = { package = "tokio-dpdk-kernel-impostor", path = ${JSON.stringify(join(root, 'subjects/kernel-impostor'))} }`,
    'libc = "0.2"',
    'mio = { version = "1", features = ["net", "os-poll", "os-ext"] }',
    'nix = { version = "0.30", features = ["net", "socket"] }',
    'socket2 = { version = "0.6", features = ["all"] }\n',
    ...targets.map(
      ({ name, path }) => `[[test]]\nname = ${JSON.stringify(name)}\npath = ${JSON.stringify(path)}\n`,
    ),
  ].join('\n');

const all = ['must-find', 'silent-skip', 'must-not-find'].flatMap((kind) =>
  fixtures(kind).map(({ name, path }) => ({ name: `${kind}-${name.replace(/\.rs$/, '')}`, path })),
);

const check = async (targets: typeof all) => {
  writeFileSync(join(directory, 'Cargo.toml'), manifest(targets));
  writeFileSync(join(directory, 'lib.rs'), '');
  return runProgram(
    'cargo',
    ['check', '--tests', '--keep-going', '--quiet', '--manifest-path', join(directory, 'Cargo.toml')],
    {
      env: {
        ...process.env,
        CARGO_TARGET_DIR: join(root, '.dpdk-conformance/scan-fixtures-target'),
        RUSTFLAGS: '-Awarnings',
      },
    },
  );
};

it('every fixture compiles', { timeout: 600_000 }, async () => {
  expect(await check(all)).toMatchObject({ code: 0, stderr: '' });
});

it('one that does not is noticed', { timeout: 600_000 }, async () => {
  const path = join(directory, 'broken.rs');
  writeFileSync(path, 'use tokio::net::NoSuchType;\n');
  const { code, stderr } = await check([{ name: 'broken', path }]);
  expect(code).not.toBe(0);
  expect(stderr).toContain('NoSuchType');
});
