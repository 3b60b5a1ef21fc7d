// @ts-check
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { debianPackages } from './debian-packages.js';
import { capture, say, show } from './process.js';

/** @param {string} name */
const onPath = (name) =>
  (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Names among `names` that the package database calls fully installed. @param {readonly string[]} names */
const installed = (names) => {
  const { stdout } = capture('dpkg-query', ['-W', '-f=${Package} ${db:Status-Abbrev}\n', ...names]);
  return new Set(
    stdout
      .split('\n')
      .filter((line) => / ii\s*$/.test(line))
      .map((line) => line.slice(0, line.indexOf(' '))),
  );
};

/**
 * Packages the job needs and that are not there. Without pkg-config its modules cannot be asked for: then the package database answers.
 * @param {import('./debian-packages.js').Job} job
 */
export const missingPackages = (job) => {
  const wanted = debianPackages.filter((entry) => entry.for.includes(job));
  const known = installed(wanted.map((entry) => entry.name));
  const hasPkgConfig = onPath('pkg-config');
  return wanted.filter(({ name, probe }) => {
    if (probe !== undefined && 'command' in probe) return !onPath(probe.command);
    if (probe === undefined || !hasPkgConfig) return !known.has(name);
    return capture('pkg-config', ['--exists', probe.pkgConfig]).status !== 0;
  });
};

const isDebian = () => {
  try {
    return /^(?:ID|ID_LIKE)=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
};

/** @param {readonly { name: string, why: string }[]} missing @param {string} reason */
const explain = (missing, reason) => {
  say(`packages-missing: ${reason}`);
  for (const { name, why } of missing) say(`  ${name}: ${why}`);
  say('to mend it, as root on Debian 12:');
  say('  apt-get update');
  say(`  apt-get install -y --no-install-recommends ${missing.map(({ name }) => name).join(' ')}`);
  say('(on another system: its packages of the same content)');
};

/**
 * A package the database calls installed while its probe fails has lost files, which only --reinstall brings back; for the others the
 * option changes nothing. The package lists are brought up to date only when they do not do.
 * @param {readonly string[]} names
 */
const aptInstall = (names) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {readonly string[]} args */
  const apt = (args) => show('apt-get', ['-y', '-o', 'DPkg::Lock::Timeout=300', ...args], env);
  const install = () => apt(['install', '--reinstall', '--no-install-recommends', ...names]);
  return install() || (apt(['update']) && install());
};

/**
 * Installs what the job lacks. False, after an explanation, when it cannot.
 * @param {import('./debian-packages.js').Job} job
 */
export const ensurePackages = (job) => {
  const missing = missingPackages(job);
  if (missing.length === 0) return true;
  const names = missing.map(({ name }) => name);
  if (!isDebian()) {
    explain(missing, 'this is not Debian, so nothing was installed; missing are');
    return false;
  }
  if (process.getuid?.() !== 0) {
    explain(missing, 'not root, so nothing was installed; missing are');
    return false;
  }
  say(`installing ${names.join(' ')}`);
  const done = aptInstall(names);
  const left = missingPackages(job);
  if (done && left.length === 0) return true;
  explain(left.length === 0 ? missing : left, 'apt-get did not bring everything; still missing are');
  return false;
};
