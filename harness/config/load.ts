import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import type { Cause } from '../../lib/core/cause.js';
import { nearest } from '../../lib/core/nearest.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isFile } from '../../lib/files/stat.js';
import { readToml } from '../../lib/files/structured.js';
import type { LabFile } from './lab-schema.js';
import { allowanceSchema, configSchema } from './schema.js';
import { mergeSettings, type LoadedConfig } from './merge.js';
import { CONFIG_NAME } from './name.js';
import type { Flags, Settings } from './settings.js';

export { CONFIG_NAME };

const invalid = (path: string, seen: string, expected: string, fix: string): Cause => ({
  id: 'config-invalid',
  seen: `${seen} in ${path}`,
  expected,
  fix,
});

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(configSchema.shape),
  timeouts: Object.keys(configSchema.shape.timeouts.unwrap().shape),
  allowances: Object.keys(allowanceSchema.shape),
  lab: Object.keys(configSchema.shape.lab.unwrap().shape),
};

const explain = (path: string, issue: z.core.$ZodIssue): Cause => {
  const place = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys')
    return invalid(
      path,
      `${place || 'the file'}: ${issue.message}`,
      'a value of the documented kind',
      `mend ${place} in ${path}`,
    );
  const key = issue.keys[0] ?? '';
  const known = KNOWN[String(issue.path[0] ?? '')] ?? [];
  const near = nearest(key, known);
  const full = [...issue.path.map(String), key].join('.');
  return invalid(
    path,
    `unknown key "${full}"`,
    `one of ${known.join(', ')}`,
    near === undefined ? `remove ${full}` : `did you mean "${near}"?`,
  );
};

/** Reads a configuration file and holds it against the schema; the first breach is the cause. */
export const readConfig = async (path: string): Promise<Result<LoadedConfig, Cause>> => {
  const toml = await readToml(path);
  if (!toml.ok)
    return err(invalid(path, toml.error.message, 'a TOML file that can be read', `mend or remove ${path}`));
  const checked = configSchema.safeParse(toml.value);
  const [issue] = checked.error?.issues ?? [];
  if (issue !== undefined) return err(explain(path, issue));
  return ok({ path, directory: dirname(path), values: checked.data ?? {} });
};

/** The nearest configuration file from a folder upward, or undefined. */
export const findConfig = (cwd: string): string | undefined => {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_NAME);
    if (isFile(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
};

/** The lab of a real host out of the nearest configuration file (or the one named); undefined when there is none. */
export const readLab = async (
  cwd: string,
  configPath: string | undefined = findConfig(cwd),
): Promise<Result<LabFile | undefined, Cause>> => {
  if (configPath === undefined) return ok(undefined);
  const config = await readConfig(resolve(cwd, configPath));
  return config.ok ? ok(config.value.values.lab) : config;
};

/** Settings of a run: defaults < the nearest configuration file (or the one named) < flags. */
export const loadSettings = async (
  cwd: string,
  flags: Flags,
  configPath: string | undefined = findConfig(cwd),
): Promise<Result<Settings, Cause>> => {
  if (configPath === undefined) return ok(mergeSettings(cwd, undefined, flags));
  const config = await readConfig(resolve(cwd, configPath));
  return config.ok ? ok(mergeSettings(cwd, config.value, flags)) : config;
};
