import { join } from 'node:path';
import { findPlugins, LAB_PLUGINS, pluginLinks } from '../../lib/dpdk/pmd.js';
import { link, mkdirp } from '../../lib/files/tree.js';

/** One bind mount in a test's private view of the file system, in the order they are made. */
export interface LaneMount {
  readonly source: string;
  readonly target: string;
  readonly readonly: boolean;
}

/**
 * Mounts after which EAL finds only the few plug-ins the lab uses (each start saves the loading of more than a hundred).
 * Empty when this DPDK keeps its drivers elsewhere: then EAL loads what it always loads.
 */
export const pluginMounts = async (
  libraryDirectory: string,
  directory: string,
): Promise<readonly LaneMount[]> => {
  const plugins = await findPlugins(libraryDirectory);
  if (plugins === undefined) return [];
  const all = join(directory, 'plugins-all');
  const few = join(directory, 'plugins');
  await Promise.all([mkdirp(all), mkdirp(few)]);
  const links = await pluginLinks(plugins, LAB_PLUGINS, all);
  await Promise.all(links.map(({ name, target }) => link(target, join(few, name))));
  return [
    { source: plugins.path, target: all, readonly: true },
    { source: few, target: plugins.path, readonly: true },
  ];
};
