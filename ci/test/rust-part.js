// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cargoCount, one, sum } from './count.js';
import { shown, shownAndKept } from './run.js';

/**
 * Cargo workspaces of our own. `cargo test` is left to choose the targets: with `--all-targets` it would compile examples as tests, build no
 * example program, which tests start, and run no example of the documentation. The suites' tests are no `cargo test`: each runs alone, in a
 * lab, by the harness; here only their support crate's own tests are run.
 * @param {string} root
 */
const workspaces = (root) => [
  { folder: 'lib/native', test: [] },
  ...readdirSync(join(root, 'subjects'))
    .filter((name) => existsSync(join(root, 'subjects', name, 'Cargo.toml')))
    .map((name) => ({ folder: join('subjects', name), test: [] })),
  { folder: 'suites', test: ['--package', 'conformance-support'] },
];

/**
 * One target folder for all, compiled as a run compiles its test programs, so that dependencies are built once.
 * @param {string} root
 */
const environment = (root) => ({
  ...process.env,
  CARGO_TARGET_DIR: join(root, '.dpdk-conformance/target'),
  CARGO_PROFILE_DEV_OPT_LEVEL: '1',
  CARGO_PROFILE_DEV_DEBUG: 'line-tables-only',
  CARGO_INCREMENTAL: '0',
});

/**
 * Format, clippy without a warning and `cargo test` of our own crates.
 * @param {string} root
 */
export const rust = async (root) => {
  const env = environment(root);
  const counts = [];
  for (const { folder, test } of workspaces(root)) {
    const cwd = join(root, folder);
    process.stdout.write(`\n${folder}\n`);
    counts.push(one(await shown(cwd, 'cargo', ['fmt', '--all', '--check'], env)));
    const lint = ['clippy', '--workspace', '--all-targets', '--quiet', '--', '-D', 'warnings'];
    counts.push(one(await shown(cwd, 'cargo', lint, env)));
    const { good, output } = await shownAndKept(cwd, 'cargo', ['test', '--quiet', ...test], env);
    counts.push(cargoCount(output, good));
  }
  return sum(counts);
};
