import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { walkSources } from '../../lib/files/rust-tree.js';
import { stampNow } from '../../lib/files/source.js';
import type { Finding } from '../scan/finding.js';
import { orderFindings } from '../scan/scan.js';
import { openCache } from './cache.js';
import { discover, type Discovery } from './discover.js';
import type { GroupResult } from './group.js';
import { scanGroups } from './pool.js';

/** Outcome of a scan of paths; file names are absolute. */
export interface PathScan {
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
  readonly bytes: number;
  readonly outOfScope: readonly string[];
  readonly missing: Discovery['missing'];
  /** Groups whose result was remembered from an earlier scan. */
  readonly recalled: number;
}

/** Stamps of the compiled modules of the scan: other rules are another program. */
const programStamp = (): string => {
  const here = fileURLToPath(new URL('..', import.meta.url));
  const folders = [join(here, 'scan'), join(here, 'scan-io'), join(here, '../lib/rust')];
  return folders
    .flatMap((folder) => walkSources(folder, '.js', 'package.json').files)
    .map((path) => `${path} ${stampNow(path) ?? ''}`)
    .join('\n');
};

/** Scans all Rust sources under some absolute paths. With `cacheDirectory`, unchanged groups are recalled from there. */
export const scanPaths = async (paths: readonly string[], cacheDirectory?: string): Promise<PathScan> => {
  const { groups, outOfScope, missing } = discover(paths);
  const cache = cacheDirectory === undefined ? undefined : openCache(cacheDirectory, paths, programStamp());
  const results = new Map<number, GroupResult>();
  groups.forEach((group, index) => {
    const known = cache?.recall(group);
    if (known !== undefined) results.set(index, known);
  });
  const recalled = results.size;
  const fresh = groups.map((_, index) => index).filter((index) => !results.has(index));
  const scanned = await scanGroups(fresh.map((index) => groups[index] as (typeof groups)[number]));
  fresh.forEach((index, at) => {
    const result = scanned[at] as GroupResult;
    results.set(index, result);
    cache?.remember(groups[index] as (typeof groups)[number], result);
  });
  await cache?.save();
  const all = [...results.values()];
  return {
    findings: orderFindings(all.flatMap(({ findings }) => findings)),
    files: [...new Set(all.flatMap(({ files }) => files))],
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    outOfScope,
    missing,
    recalled,
  };
};
