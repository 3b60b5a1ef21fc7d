import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../lib/files/hash.js';
import { walkFiles, walkSources } from '../../lib/files/rust-tree.js';
import { changedNow, readBytesNow, stampNow } from '../../lib/files/source.js';

/** Everything that facts about a crate's source depend on, to be named by one digest. */
export interface Inputs {
  /** Folders whose every file counts: the subject's package and the local packages it is built with. */
  readonly roots: readonly string[];
  /** Single files beside them; one that is not there counts as absent. */
  readonly files: readonly string[];
  /** Words: toolchain, features, versions, environment. */
  readonly words: readonly string[];
}

/** Variables that change what cargo and the compiler do. */
const RELEVANT =
  /^(?:CARGO_|RUST|PKG_CONFIG|BINDGEN_|LIBCLANG|CLANG|CC$|CFLAGS|CXX|CPATH$|C_INCLUDE_PATH$|LD_LIBRARY_PATH$|RTE_|DPDK_)/;

/** The environment's part of the inputs. */
export const environmentWords = (env: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(env)
    .filter(([name]) => RELEVANT.test(name))
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .sort();

/** Manifests, lock files, toolchain and cargo configuration that hold for a folder because of where it lies. */
export const filesAbove = (directory: string): readonly string[] => {
  const folders: string[] = [];
  for (let at = dirname(directory); ; at = dirname(at)) {
    folders.push(at);
    if (at === dirname(at)) break;
  }
  return folders.flatMap((folder) =>
    [
      'Cargo.toml',
      'Cargo.lock',
      'rust-toolchain',
      'rust-toolchain.toml',
      '.cargo/config.toml',
      '.cargo/config',
    ].map((name) => join(folder, name)),
  );
};

/** Stamps of this program's own modules: other rules are another program. */
const programStamp = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  const folders = [here, ...['cargo', 'rustdoc', 'files'].map((name) => join(here, '../../lib', name))];
  return folders
    .flatMap((folder) => [...walkSources(folder, 's', 'package.json').files])
    .map((path) => `${path} ${stampNow(path) ?? ''}`)
    .join('\n');
};

const contentHash = (path: string): string => {
  const read = readBytesNow(path);
  return read.kind === 'bytes' ? sha256(read.bytes) : read.kind === 'absent' ? 'absent' : read.code;
};

/** One digest over the content of all inputs, never over times: an edit that keeps size and date still changes it. */
export const digestOf = ({ roots, files, words }: Inputs): string => {
  const parts = roots.flatMap((root) =>
    walkFiles(root).map((path) => `${root}\0${relative(root, path)}\0${contentHash(path)}`),
  );
  const single = files.map((path) => `${path}\0${contentHash(path)}`);
  return sha256([programStamp(), ...words, ...parts, ...single].join('\n'));
};

/** True when a file of the roots has changed since then (milliseconds since the epoch). */
export const changedSince = ({ roots }: Inputs, began: number): boolean =>
  roots.flatMap((root) => walkFiles(root)).some((path) => (changedNow(path) ?? 0) >= began);
