import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { exists } from '../files/stat.js';
import { writeText } from '../files/text.js';
import { mkdirp } from '../files/tree.js';
import { run, type ProcessResult } from '../proc/run.js';
import { packagesUnavailable, saidBy } from './problem.js';
import { RELEASE, SUITES } from './recipe.js';

/** A package apt chose. */
export interface ChosenPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** A private apt: lists, cache and package database of its own; the host's are neither read nor written. */
export interface Apt {
  /** The packages and everything they depend on, from an empty system; the newest that are not backports, unless they are asked for. */
  readonly resolve: (
    suite: string | undefined,
    names: readonly string[],
  ) => Promise<Result<readonly ChosenPackage[], Cause>>;
  /** Brings them (those it has not yet); gives the paths of the `.deb` files. */
  readonly download: (packages: readonly ChosenPackage[]) => Promise<Result<readonly string[], Cause>>;
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const LIMIT_MS = 540_000;

/** Where the host's own apt gets a suite from. */
const mirrorOf = async (suite: string): Promise<Result<string, Cause>> => {
  const targets = await run('apt-get', [
    'indextargets',
    '--format',
    '$(RELEASE) $(REPO_URI)',
    'Created-By: Packages',
  ]);
  if (targets.exitCode !== 0) return err(packagesUnavailable(`apt-get indextargets: ${saidBy(targets)}`));
  const line = targets.stdout.split('\n').find((text) => text.startsWith(`${suite} `));
  return line === undefined
    ? err(packagesUnavailable(`no ${suite} among the sources of this host's apt`))
    : ok(line.slice(suite.length + 1).trim());
};

const configuration = (directory: string): string =>
  [
    `Dir::Etc::sourcelist "${directory}/sources.list";`,
    'Dir::Etc::sourceparts "/dev/null"; Dir::Etc::parts "/dev/null"; Dir::Etc::main "/dev/null";',
    'Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "/dev/null";',
    `Dir::State "${directory}/state"; Dir::State::status "${directory}/status"; Dir::Cache "${directory}/cache";`,
    'APT::Architecture "amd64"; APT::Architectures { "amd64"; }; APT::Install-Recommends "false";',
    // Unprivileged, nobody can become the download user; no lock of the host's is taken.
    'APT::Sandbox::User ""; Debug::NoLocking "true"; Acquire::Languages "none"; Acquire::Retries "3";',
    'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";',
    '',
  ].join('\n');

/** `Inst NAME (VERSION SUITE… [ARCHITECTURE])`, as `apt-get --simulate install` prints it. */
const readChoice = (line: string): readonly ChosenPackage[] => {
  const [, name, version, architecture] = /^Inst (\S+) \((\S+) .*\[(\S+)\]/.exec(line) ?? [];
  return name === undefined || version === undefined || architecture === undefined
    ? []
    : [{ name, version, architecture }];
};

/** Name of the file apt keeps a package in. */
const fileOf = ({ name, version, architecture }: ChosenPackage): string =>
  `${name}_${version.replaceAll(':', '%3a')}_${architecture}.deb`;

/** Sets up a private apt in `directory` and brings its package lists up to date. */
export const privateApt = async (directory: string): Promise<Result<Apt, Cause>> => {
  const [main, security] = await Promise.all([mirrorOf(RELEASE), mirrorOf(`${RELEASE}-security`)]);
  if (!main.ok) return main;
  if (!security.ok) return security;
  const mirrors = { main: main.value, security: security.value };
  const archives = join(directory, 'cache/archives');
  for (const place of ['state/lists/partial', 'cache/archives/partial']) await mkdirp(join(directory, place));
  await writeText(join(directory, 'status'), '');
  await writeText(
    join(directory, 'sources.list'),
    SUITES.map(
      ({ name, mirror }) => `deb [arch=amd64 signed-by=${KEYRING}] ${mirrors[mirror]} ${name} main\n`,
    ).join(''),
  );
  const config = join(directory, 'apt.conf');
  await writeText(config, configuration(directory));
  const apt = (args: readonly string[], cwd = directory): Promise<ProcessResult> =>
    run('apt-get', ['-q', '-y', ...args], {
      cwd,
      env: { APT_CONFIG: config },
      timeoutMs: LIMIT_MS,
      maxOutput: 8 << 20,
    });
  const updated = await apt(['update', '-o', 'APT::Update::Error-Mode=any']);
  if (updated.exitCode !== 0) return err(packagesUnavailable(`apt-get update: ${saidBy(updated)}`));
  return ok({
    resolve: async (suite, names) => {
      const simulated = await apt([
        '--simulate',
        ...(suite === undefined ? [] : ['-t', suite]),
        'install',
        ...names,
      ]);
      if (simulated.exitCode !== 0) return err(packagesUnavailable(`apt-get install: ${saidBy(simulated)}`));
      return ok(simulated.stdout.split('\n').flatMap(readChoice));
    },
    download: async (packages) => {
      const files = packages.map((chosen) => ({ chosen, path: join(archives, fileOf(chosen)) }));
      const absent = files.filter(({ path }) => !exists(path)).map(({ chosen }) => chosen);
      const names = absent.map(({ name, version }) => `${name}=${version}`);
      const got = names.length === 0 ? undefined : await apt(['download', ...names], archives);
      return got === undefined || got.exitCode === 0
        ? ok(files.map(({ path }) => path))
        : err(packagesUnavailable(`apt-get download: ${saidBy(got)}`));
    },
  });
};
