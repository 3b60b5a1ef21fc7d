import { join, resolve } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { nearest } from '../../lib/core/nearest.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isFile } from '../../lib/files/stat.js';
import { listDir } from '../../lib/files/tree.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { loadSettings } from '../config/load.js';
import type { Settings } from '../config/settings.js';
import { PROFILES, type Profile } from '../criteria/verdict.js';
import type { Stage, SubjectChoice } from '../run/options.js';
import { parseCores, parseCount, parsePatch, parseSeconds } from './parse-flag.js';

/** What commander makes of `run`'s options. */
export interface RunFlags {
  readonly crate?: string;
  readonly subject?: string;
  readonly patch?: readonly string[];
  readonly stage?: Stage;
  readonly suite?: readonly string[];
  readonly criterion?: readonly string[];
  readonly profile?: string;
  readonly lanes?: string;
  readonly cores?: string;
  readonly out?: string;
  readonly workDir?: string;
  readonly baseline?: string;
  readonly review?: string;
  readonly guide?: string;
  readonly config?: string;
  readonly buildTimeout?: string;
  readonly testTimeout?: string;
  readonly runTimeout?: string;
  readonly certify?: true;
}

const isProfile = (text: string): text is Profile => (PROFILES as readonly string[]).includes(text);

const parseProfile = (text: string): Result<Profile, Cause> =>
  isProfile(text)
    ? ok(text)
    : err({
        id: 'unknown-profile',
        seen: `--profile ${text}`,
        expected: `one of ${PROFILES.join(', ')}`,
        fix: 'leave --profile out',
      });

const subjectsFolder = join(packageRoot, 'subjects');

const namedSubject = async (name: string): Promise<Result<SubjectChoice, Cause>> => {
  const known = (await listDir(subjectsFolder)).filter((entry) =>
    isFile(join(subjectsFolder, entry, 'Cargo.toml')),
  );
  if (known.includes(name))
    return ok({ kind: name === 'reference' ? 'reference' : 'named', name, path: join(subjectsFolder, name) });
  const near = nearest(name, known);
  return err({
    id: 'unknown-subject',
    seen: `--subject ${name}`,
    expected: `one of ${known.join(', ')}`,
    fix: near === undefined ? 'use --crate PATH for a crate of your own' : `did you mean --subject ${near}?`,
  });
};

/** The subject a run is asked to judge. */
export const chooseSubject = (
  cwd: string,
  { crate, subject, patch = [] }: RunFlags,
): Promise<Result<SubjectChoice, Cause>> => {
  if (crate === undefined) return namedSubject(subject ?? 'reference');
  const parsed = patch.map((text) => parsePatch(cwd, text));
  const wrong = parsed.find((one) => !one.ok);
  if (wrong?.ok === false) return Promise.resolve(wrong);
  const patches = parsed.flatMap((one) => (one.ok ? [one.value] : []));
  return Promise.resolve(ok({ kind: 'crate', name: crate, path: resolve(cwd, crate), patches }));
};

/** Settings of a run from its flags and the configuration file; the first breach is the cause. */
export const chooseSettings = async (cwd: string, flags: RunFlags): Promise<Result<Settings, Cause>> => {
  const optional = <T>(
    text: string | undefined,
    parse: (text: string) => Result<T, Cause>,
  ): Result<T | undefined, Cause> => (text === undefined ? ok(undefined) : parse(text));
  const profile = optional(flags.profile, parseProfile);
  if (!profile.ok) return profile;
  const lanes = optional(flags.lanes, (text) => parseCount('--lanes', text));
  if (!lanes.ok) return lanes;
  const cores = optional(flags.cores, (text) => parseCores('--cores', text));
  if (!cores.ok) return cores;
  const buildSeconds = optional(flags.buildTimeout, (text) => parseSeconds('--build-timeout', text));
  if (!buildSeconds.ok) return buildSeconds;
  const testSeconds = optional(flags.testTimeout, (text) => parseSeconds('--test-timeout', text));
  if (!testSeconds.ok) return testSeconds;
  const runSeconds = optional(flags.runTimeout, (text) => parseSeconds('--run-timeout', text));
  if (!runSeconds.ok) return runSeconds;
  return loadSettings(
    cwd,
    {
      suites: flags.suite,
      profile: profile.value,
      lanes: lanes.value,
      cores: cores.value,
      out: flags.out,
      workDir: flags.workDir,
      baseline: flags.baseline,
      review: flags.review,
      guide: flags.guide,
      buildSeconds: buildSeconds.value,
      testSeconds: testSeconds.value,
      runSeconds: runSeconds.value,
    },
    flags.config,
  );
};
