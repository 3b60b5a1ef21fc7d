import { join } from 'node:path';
import type { Cli } from './command.js';

/** Where what can be made again is kept between calls (XDG Base Directory Specification); undefined when the user has no home. */
export const cacheDirectory = ({ env }: Pick<Cli, 'env'>): string | undefined => {
  const base = env['XDG_CACHE_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.cache'));
  return base === undefined || base === '' ? undefined : join(base, 'dpdk-conformance');
};
