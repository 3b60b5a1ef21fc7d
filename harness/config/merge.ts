import { resolve } from 'node:path';
import { DEFAULT_TEST_TIMEOUT_SECONDS } from '../plan/make-plan.js';
import type { LabFile } from './lab-schema.js';
import type { ConfigFile } from './schema.js';
import type { Flags, Origin, Setting, Settings } from './settings.js';

/** A configuration file that was found and understood. */
export interface LoadedConfig {
  readonly path: string;
  /** Folder of the file: its relative paths start here. */
  readonly directory: string;
  readonly values: ConfigFile;
}

const FLAG_NAMES: Readonly<Record<keyof Settings, string>> = {
  suites: '--suite',
  profile: '--profile',
  lanes: '--lanes',
  cores: '--cores',
  out: '--out',
  workDir: '--work-dir',
  baseline: '--baseline',
  review: '--review',
  guide: '--guide',
  buildSeconds: '--build-timeout',
  testSeconds: '--test-timeout',
  runSeconds: '--run-timeout',
  allowances: '--allowance',
  lab: '--config',
};

const withPaths = (lab: LabFile, directory: string): LabFile =>
  lab.peer === undefined
    ? lab
    : { ...lab, peer: { ...lab.peer, secretFile: resolve(directory, lab.peer.secretFile) } };

/** Merges defaults < file < flags and keeps for each value where it came from. `cwd` is absolute. */
export const mergeSettings = (cwd: string, config: LoadedConfig | undefined, flags: Flags): Settings => {
  const pick = <K extends keyof Settings>(
    key: K,
    fromFile: Settings[K]['value'] | undefined,
    byDefault: Settings[K]['value'],
  ): Setting<Settings[K]['value']> => {
    const flag: Settings[K]['value'] | undefined = flags[key];
    if (flag !== undefined) return { value: flag, from: { flag: FLAG_NAMES[key] } };
    if (fromFile !== undefined && config !== undefined)
      return { value: fromFile, from: { file: config.path } };
    return { value: byDefault, from: 'default' };
  };
  const absolute = (path: string, from: Origin): string =>
    resolve((typeof from === 'object' && 'file' in from ? config?.directory : cwd) ?? cwd, path);
  const pickPath = (
    key: 'out' | 'workDir' | 'baseline' | 'review',
    fromFile: string | undefined,
    byDefault: string,
  ): Setting<string> => {
    const { value, from } = pick(key, fromFile, byDefault);
    return { value: absolute(value, from), from };
  };
  const guide = pick('guide', config?.values.guide, undefined);
  const file = config?.values;
  return {
    suites: pick('suites', file?.suites, []),
    profile: pick('profile', file?.profile, 'virtual'),
    lanes: pick('lanes', file?.lanes, undefined),
    cores: pick('cores', file?.cores, undefined),
    out: pickPath('out', file?.out, 'conformance-out'),
    workDir: pickPath('workDir', file?.workDir, '.dpdk-conformance'),
    baseline: pickPath('baseline', file?.baseline, 'warnings-baseline.toml'),
    review: pickPath('review', file?.review, 'review.toml'),
    guide: {
      ...guide,
      value: guide.value === undefined ? undefined : absolute(guide.value, guide.from),
    },
    buildSeconds: pick('buildSeconds', file?.timeouts?.build, 1800),
    testSeconds: pick('testSeconds', file?.timeouts?.test, DEFAULT_TEST_TIMEOUT_SECONDS),
    runSeconds: pick('runSeconds', file?.timeouts?.run, 7200),
    allowances: pick('allowances', file?.allowances, []),
    lab: pick(
      'lab',
      file?.lab === undefined ? undefined : withPaths(file.lab, config?.directory ?? cwd),
      undefined,
    ),
  };
};
