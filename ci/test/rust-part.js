// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cargoCount, one, sum } from './count.js';
import { shown, shownAndKept } from './run.js';

/** Folders that hold our own crates (each, or each of its folders, with a Cargo.toml). */
const PLACES = ['lib/native', 'subjects', 'suites'];

/** @param {string} root */
const crates = (root) =>
  PLACES.flatMap((place) => [
    place,
    ...readdirSync(join(root, place), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(place, entry.name)),
  ]).filter((folder) => existsSync(join(root, folder, 'Cargo.toml')));

/**
 * Format, clippy without a warning and `cargo test` of every crate that stands alone.
 * @param {string} root
 */
export const rust = async (root) => {
  const counts = [];
  for (const crate of crates(root)) {
    const folder = join(root, crate);
    process.stdout.write(`\n${crate}\n`);
    counts.push(one(await shown(folder, 'cargo', ['fmt', '--check'])));
    counts.push(
      one(await shown(folder, 'cargo', ['clippy', '--all-targets', '--quiet', '--', '-D', 'warnings'])),
    );
    const { good, output } = await shownAndKept(folder, 'cargo', ['test', '--quiet']);
    counts.push(cargoCount(output, good));
  }
  return sum(counts);
};
