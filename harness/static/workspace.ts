import { join } from 'node:path';
import { stringify } from 'smol-toml';
import type { SubjectBinding } from '../../lib/cargo/bind-manifest.js';
import { remove } from '../../lib/files/tree.js';
import { readText, writeText } from '../../lib/files/text.js';
import { isFile } from '../../lib/files/stat.js';

/** Package of the generated crate. */
export const GUIDE_PACKAGE = 'conformance-guide';

const manifest = ({ package: name, directory, features }: SubjectBinding): string =>
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
  });

const writeChanged = async (path: string, content: string): Promise<void> => {
  const old = await readText(path);
  if (!old.ok || old.value !== content) await writeText(path, content);
};

/**
 * Writes a crate that depends on the subject as `tokio` and has the given programs (name without `.rs` → source). The subject is checked as its
 * dependency, so that nothing is ever written to the subject's folder. The lock file starts from `seedLock` and anew when that has changed.
 */
export const writeGuideCrate = async (
  directory: string,
  subject: SubjectBinding,
  programs: ReadonlyMap<string, string>,
  seedLock: string | undefined,
): Promise<void> => {
  await remove(join(directory, 'src'));
  await writeChanged(join(directory, 'Cargo.toml'), manifest(subject));
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
