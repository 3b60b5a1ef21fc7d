import { join } from 'node:path';
import { stringify } from 'smol-toml';
import type { SubjectBinding } from '../../lib/cargo/bind-manifest.js';
import type { Table } from '../../lib/cargo/toml.js';
import { remove } from '../../lib/files/tree.js';
import { readText, writeText } from '../../lib/files/text.js';
import { isFile } from '../../lib/files/stat.js';

/** Package of the generated crate. */
const GUIDE_PACKAGE = 'conformance-guide';

/** What the crate is written from. */
export interface GuideCrate {
  readonly directory: string;
  readonly subject: SubjectBinding;
  /** Programs by name, without `.rs`. */
  readonly programs: ReadonlyMap<string, string>;
  readonly profile: Table;
  /** The lock file starts from this one, and anew when it has changed. */
  readonly seedLock: string | undefined;
}

const manifest = ({ package: name, directory, features }: SubjectBinding, profile: Table): string =>
  stringify({
    package: {
      name: GUIDE_PACKAGE,
      version: '0.0.0',
      edition: '2021',
      publish: false,
      autobins: true,
    },
    dependencies: { tokio: { package: name, path: directory, features: [...features] } },
    workspace: { resolver: '2' },
    profile,
  });

const writeChanged = async (path: string, content: string): Promise<void> => {
  const old = await readText(path);
  if (!old.ok || old.value !== content) await writeText(path, content);
};

/**
 * Writes a crate that depends on the subject as `tokio` and has the given programs. The subject is checked as its dependency, so that nothing is
 * ever written to the subject's folder.
 */
export const writeGuideCrate = async ({
  directory,
  subject,
  programs,
  profile,
  seedLock,
}: GuideCrate): Promise<void> => {
  await remove(join(directory, 'src'));
  await writeChanged(join(directory, 'Cargo.toml'), manifest(subject, profile));
  await writeText(join(directory, 'src/main.rs'), 'fn main() {}\n');
  for (const [name, source] of programs) await writeText(join(directory, 'src/bin', `${name}.rs`), source);
  if (seedLock === undefined) return;
  const seed = await readText(seedLock);
  if (!seed.ok) return;
  const [lock, used] = [join(directory, 'Cargo.lock'), join(directory, 'Cargo.lock.seed')];
  const last = await readText(used);
  if (isFile(lock) && last.ok && last.value === seed.value) return;
  await writeText(lock, seed.value);
  await writeText(used, seed.value);
};
