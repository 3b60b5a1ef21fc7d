import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { findPackage } from '../../../lib/cargo/metadata.js';
import { readCrate } from '../../../lib/cargo/crate-source.js';
import { configsOf } from '../../../lib/cargo/configs.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { bindFixtures, buildFixtures, cargo, fixtures } from '../../rig/fixture-build.js';

const temp = <T>(work: (directory: string) => Promise<T>): Promise<T> =>
  withTempDirectory('dpdk-conformance-test', work);

describe('the generated workspace', () => {
  it('binds every crate of ours to the subject and leaves the sources alone', async () => {
    await temp(async (directory) => {
      const original = readFileSync(join(fixtures, 'suites/behaviour/Cargo.toml'), 'utf8');
      const workspace = await bindFixtures(directory, 'plain', ['behaviour']);
      const generated = (name: string): Record<string, unknown> =>
        parse(readFileSync(join(workspace.directory, name), 'utf8'));
      const subject = join(fixtures, 'subjects/plain');
      expect(generated('Cargo.toml')).toMatchObject({
        workspace: { members: ['fixture-behaviour', 'fixture-shared'] },
        profile: { dev: { debug: false } },
      });
      expect(generated('fixture-behaviour/Cargo.toml')).toMatchObject({
        dependencies: {
          tokio: { package: 'tokio', path: subject, features: ['extra', 'full'] },
          'fixture-shared': { path: join(workspace.directory, 'fixture-shared') },
        },
        test: [{ name: 'behaviour', path: join(fixtures, 'suites/behaviour/tests/behaviour.rs') }],
      });
      expect(generated('fixture-shared/Cargo.toml')).toMatchObject({
        dependencies: { tokio: { path: subject, features: ['full'] } },
        lib: { path: join(fixtures, 'suites/shared/src/lib.rs') },
      });
      expect(readFileSync(join(fixtures, 'suites/behaviour/Cargo.toml'), 'utf8')).toBe(original);
    });
  });

  it('writes nothing when nothing changed, and builds nothing then', async () => {
    await temp(async (directory) => {
      const workspace = await bindFixtures(directory, 'plain', ['behaviour']);
      const cold = await buildFixtures(directory, workspace);
      expect(cold).toMatchObject({ success: true, compiled: 3 });
      const manifest = join(workspace.directory, 'fixture-behaviour/Cargo.toml');
      const before = statSync(manifest).mtimeMs;
      const again = await bindFixtures(directory, 'plain', ['behaviour']);
      expect(statSync(manifest).mtimeMs).toBe(before);
      const warm = await buildFixtures(directory, again);
      expect(warm).toMatchObject({ success: true, compiled: 0 });
      expect(warm.executables).toEqual(cold.executables);
      expect(warm.warnings).toEqual(cold.warnings);
    });
  });

  it('refuses a test without libtest: nothing it prints could be believed', async () => {
    const crate = await readCrate(join(fixtures, 'suites/custom-harness'));
    expect(crate).toMatchObject({ ok: false, error: { id: 'suite-manifest' } });
    expect(crate.ok ? '' : crate.error.seen).toMatch(/harness = false for forged/);
  });
});

describe('findPackage', () => {
  it('finds a package by its folder', async () => {
    expect(await findPackage(cargo, join(fixtures, 'subjects/plain'))).toEqual({
      ok: true,
      value: {
        name: 'tokio',
        version: '1.2.3',
        directory: join(fixtures, 'subjects/plain'),
        features: ['extra', 'full'],
      },
    });
  });

  it('finds the member called tokio of a workspace', async () => {
    await temp(async (directory) => {
      mkdirSync(join(directory, 'inner/src'), { recursive: true });
      writeFileSync(join(directory, 'Cargo.toml'), '[workspace]\nresolver = "2"\nmembers = ["inner"]\n');
      writeFileSync(join(directory, 'inner/Cargo.toml'), '[package]\nname = "tokio"\nversion = "0.1.0"\n');
      writeFileSync(join(directory, 'inner/src/lib.rs'), '');
      expect(await findPackage(cargo, directory)).toMatchObject({
        ok: true,
        value: { directory: join(directory, 'inner') },
      });
      rmSync(join(directory, 'inner'), { recursive: true });
      expect(await findPackage(cargo, directory)).toMatchObject({
        ok: false,
        error: { id: 'subject-manifest' },
      });
    });
  });

  it('says what is wrong with a path that is no crate', async () => {
    await temp(async (directory) => {
      expect(await findPackage(cargo, directory)).toMatchObject({
        ok: false,
        error: { id: 'subject-not-found', seen: `no Cargo.toml in ${directory}` },
      });
      writeFileSync(join(directory, 'Cargo.toml'), 'this is not toml');
      expect(await findPackage(cargo, directory)).toMatchObject({
        ok: false,
        error: { id: 'subject-manifest' },
      });
    });
  });
});

describe('configsOf', () => {
  it('gives the files of the crate and above it, nearest last, without those that hold anyway', async () => {
    await temp((directory) => {
      for (const folder of ['.cargo', 'a/.cargo', 'a/b/.cargo']) {
        mkdirSync(join(directory, folder), { recursive: true });
        writeFileSync(join(directory, folder, 'config.toml'), '');
      }
      expect(configsOf(join(directory, 'a/b'), join(directory, 'work'))).toEqual([
        join(directory, 'a/.cargo/config.toml'),
        join(directory, 'a/b/.cargo/config.toml'),
      ]);
      return Promise.resolve();
    });
  });
});
