import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { reachableByAll } from '../../lib/files/stat.js';

/** The user and group that foreign code is built as (`nobody` and `nogroup` on Debian). */
export const NOBODY = 65_534;

/** Variables of the user's that a build may see: where tools are and how they are called. Nothing that could hold a secret. */
const PASSED =
  /^(PATH|LANG|LC_\w+|TZ|CC|CXX|AR|(C|CXX|LD|RUST|RUSTDOC)FLAGS|PKG_CONFIG\w*|LIBCLANG_PATH|BINDGEN_EXTRA_CLANG_ARGS\w*|RUSTUP_TOOLCHAIN|CARGO_BUILD_\w+|CARGO_PROFILE_\w+)$/;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where cargo and rustup keep things for this user. */
export const cargoHomes = (
  env: Environment,
  home = homedir(),
): { readonly cargo: string; readonly rustup: string } => ({
  cargo: env['CARGO_HOME'] ?? join(home, '.cargo'),
  rustup: env['RUSTUP_HOME'] ?? join(home, '.rustup'),
});

/** The whole environment of an unprivileged build. */
export const buildEnvironment = (
  env: Environment,
  targetDirectory: string,
): Readonly<Record<string, string>> => {
  const homes = cargoHomes(env);
  const passed = Object.entries(env).flatMap(([name, value]) =>
    PASSED.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  return {
    ...Object.fromEntries(passed),
    HOME: join(targetDirectory, 'home'),
    TMPDIR: '/tmp',
    CARGO_HOME: homes.cargo,
    RUSTUP_HOME: homes.rustup,
    CARGO_TARGET_DIR: targetDirectory,
    CARGO_NET_OFFLINE: 'true',
    CARGO_TERM_COLOR: 'never',
    CARGO_TERM_PROGRESS_WHEN: 'never',
  };
};

/**
 * Directories to hide from an unprivileged process: homes, and those on the way to what it needs that only their owner may pass. What is
 * shown again in them can then be reached.
 */
export const hiddenDirectories = (needed: readonly string[]): readonly string[] => {
  const closed = needed.flatMap((path) => {
    const above: string[] = [];
    for (let at = dirname(path); at !== '/'; at = dirname(at)) above.unshift(at);
    const first = above.find((folder) => !reachableByAll(folder));
    return first === undefined ? [] : [first];
  });
  return [...new Set(['/root', '/home', ...closed])];
};
