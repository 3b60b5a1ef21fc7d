import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCrate } from '../../../lib/cargo/metadata.js';
import { patchManifest, writeMirror } from '../../../lib/cargo/mirror.js';
import { findPatchedCrate } from '../../../lib/cargo/patched.js';
import { fingerprintTree } from '../../../lib/files/fingerprint.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { cargo, must } from '../../rig/fixture-build.js';

const write = (path: string, text: string): void => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
};

/** A workspace with a package `tokio` that wants `smoltcp` beside the workspace, and a member that wants `tokio`. */
const makeCrate = (directory: string): { workspace: string; package: string } => {
  const workspace = join(directory, 'ws');
  write(join(workspace, 'Cargo.toml'), '[workspace]\nresolver = "2"\nmembers = ["tokio", "helper"]\n');
  write(
    join(workspace, 'tokio/Cargo.toml'),
    '[package]\nname = "tokio"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nsmoltcp = { path = "../../smoltcp", features = ["x"] }\n',
  );
  write(join(workspace, 'tokio/src/lib.rs'), '');
  write(join(workspace, 'tokio/tests/tcp_dpdk.rs'), '');
  write(
    join(workspace, 'helper/Cargo.toml'),
    '[package]\nname = "helper"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\ntokio = { path = "../tokio" }\nsmoltcp = { path = "../../smoltcp" }\n',
  );
  write(join(workspace, 'helper/src/lib.rs'), '');
  return { workspace, package: join(workspace, 'tokio') };
};

const smoltcp = (folder: string): string => {
  write(
    join(folder, 'Cargo.toml'),
    '[package]\nname = "smoltcp"\nversion = "0.1.0"\nedition = "2021"\n[features]\nx = []\n',
  );
  write(join(folder, 'src/lib.rs'), '');
  return folder;
};

describe('a mirror of a crate', () => {
  it('looks to cargo like the crate, with a dependency from elsewhere, and the crate is not touched', async () => {
    await withTempDirectory('mirror', async (directory) => {
      const crate = makeCrate(directory);
      const mine = smoltcp(join(directory, 'mine'));
      const before = await fingerprintTree(crate.workspace, []);
      expect(await findCrate(cargo, crate.package)).toMatchObject({
        ok: false,
        error: {
          id: 'dependency-missing',
          seen: `the crate wants smoltcp in ${join(directory, 'smoltcp')}, and there is none`,
        },
      });
      const patches = [{ name: 'smoltcp', path: mine }];
      const facts = must(await findPatchedCrate(cargo, crate.workspace, patches));
      expect(facts).toMatchObject({ workspace: crate.workspace, package: { directory: crate.package } });
      expect(facts.dependencies).toContainEqual({
        name: 'smoltcp',
        of: join(crate.package, 'Cargo.toml'),
        kind: 'path',
        source: mine,
      });
      expect(facts.tests).toEqual([{ name: 'tcp_dpdk', path: join(crate.package, 'tests/tcp_dpdk.rs') }]);
      const mirror = await writeMirror({
        ...crate,
        directory: join(directory, 'mirror'),
        outside: [],
        patches,
      });
      const shown = must(await findCrate(cargo, mirror.package));
      expect(shown.workspace).toBe(mirror.workspace);
      expect(shown.dependencies).toContainEqual(expect.objectContaining({ name: 'smoltcp', source: mine }));
      expect(shown.dependencies).toContainEqual(
        expect.objectContaining({ name: 'tokio', source: mirror.package }),
      );
      expect(await fingerprintTree(crate.workspace, [])).toEqual(before);
    });
  });

  it('leads to a dependency outside of the workspace, and keeps a lock file that cargo made in it', async () => {
    await withTempDirectory('mirror', async (directory) => {
      const crate = makeCrate(directory);
      const outside = [smoltcp(join(directory, 'smoltcp'))];
      const request = { ...crate, directory: join(directory, 'mirror'), outside, patches: [] };
      const mirror = await writeMirror(request);
      expect(lstatSync(join(mirror.package, '../../smoltcp')).isSymbolicLink()).toBe(true);
      writeFileSync(join(mirror.workspace, 'Cargo.lock'), '# made\n');
      await writeMirror(request);
      expect(readFileSync(join(mirror.workspace, 'Cargo.lock'), 'utf8')).toBe('# made\n');
      writeFileSync(join(crate.workspace, 'Cargo.lock'), '# own\n');
      await writeMirror(request);
      expect(readFileSync(join(mirror.workspace, 'Cargo.lock'), 'utf8')).toBe('# own\n');
    });
  });

  it('takes a dependency from elsewhere under whatever name, and keeps what else is asked of it', () => {
    expect(
      patchManifest(
        {
          dependencies: {
            s: { package: 'smoltcp', git: 'https://x', branch: 'main', features: ['y'], optional: true },
            libc: '0.2',
          },
          target: { 'cfg(unix)': { 'dev-dependencies': { smoltcp: '0.11' } } },
        },
        [{ name: 'smoltcp', path: '/mine' }],
      ),
    ).toEqual({
      dependencies: {
        s: { package: 'smoltcp', features: ['y'], optional: true, path: '/mine' },
        libc: '0.2',
      },
      target: { 'cfg(unix)': { 'dev-dependencies': { smoltcp: { path: '/mine' } } } },
    });
  });
});
