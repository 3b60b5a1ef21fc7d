// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, show } from './process.js';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Locked */

/** @param {string} path @returns {Record<string, Locked> | undefined} */
const lockedPackages = (path) => {
  try {
    /** @type {unknown} */
    const lock = JSON.parse(readFileSync(path, 'utf8'));
    return /** @type {{ packages: Record<string, Locked> }} */ (lock).packages;
  } catch {
    return undefined;
  }
};

/**
 * True when node_modules holds exactly what package-lock.json says: npm's own note of what it installed agrees,
 * and every folder is there.
 * @param {string} root
 */
export const dependenciesMatch = (root) => {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  const names = Object.keys(wanted).filter((name) => name !== '');
  return (
    Object.keys(present).every((name) => name in wanted) &&
    names.every((name) => {
      const [want, have] = [wanted[name], present[name]];
      // Optional packages of other platforms are in the lock but never installed.
      if (have === undefined) return want?.optional === true;
      return (
        have.version === want?.version && have.integrity === want?.integrity && existsSync(join(root, name))
      );
    })
  );
};

/** Runs `npm ci` when node_modules is not what the lock says. False, after an explanation, when that fails. @param {string} root */
export const ensureDependencies = (root) => {
  // An installed package has no lock of its own: npm put its dependencies where it wanted them.
  if (!existsSync(join(root, 'package-lock.json'))) return true;
  if (dependenciesMatch(root)) return true;
  say('npm ci (node_modules is not what package-lock.json says)');
  if (show('npm', ['ci', '--prefix', root, '--no-audit', '--no-fund', '--loglevel=error'])) return true;
  say('npm-ci-failed: saw the error above; expected the packages of package-lock.json to be installed');
  say(`to mend it: cd ${root} && npm ci`);
  return false;
};
