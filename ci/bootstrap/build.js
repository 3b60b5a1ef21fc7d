// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, show } from './process.js';

const SOURCES = ['harness', 'lib', 'suites'];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** @param {string} root @param {string} folder @returns {string[]} */
const sourcesBelow = (root, folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'target' ? [] : sourcesBelow(root, path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });

/** Changes whenever a source or setting is added, removed or written. @param {string} root */
const fingerprint = (root) => {
  const files = [...SOURCES.flatMap((folder) => sourcesBelow(root, folder)), ...SETTINGS];
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
};

/** Removes compiled files whose source is gone: a stray import of one would go unseen. @param {string} root */
const prune = (root) => {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:js|d\.ts)$/.test(entry.name)) continue;
    const compiled = join(entry.parentPath, entry.name);
    const source = compiled.slice(dist.length + 1).replace(/(?:\.d\.ts|\.js)$/, '.ts');
    if (!existsSync(join(root, source))) rmSync(compiled);
  }
};

/** Compiles when a source changed since the last time. False, after tsc's errors, when it does not compile. @param {string} root */
export const ensureBuild = (root) => {
  // An installed package comes compiled, without the settings to compile it.
  if (!existsSync(join(root, 'tsconfig.build.json'))) return true;
  const stamp = join(root, 'dist/.inputs');
  const now = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return true;
  say('compiling');
  prune(root);
  if (
    !show(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
      '-p',
      join(root, 'tsconfig.build.json'),
    ])
  ) {
    say('build-failed: saw the compiler errors above; expected none');
    return false;
  }
  writeFileSync(stamp, now);
  return true;
};
