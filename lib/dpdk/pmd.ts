import { basename, dirname, join } from 'node:path';
import { exists, resolveLinks } from '../files/stat.js';
import { listDir } from '../files/tree.js';

/** Poll-mode drivers and buses a lab needs; EAL loads nothing else from the plug-in directory. */
export const LAB_PLUGINS = [
  ...['bus_vdev', 'bus_pci', 'mempool_ring', 'net_tap', 'net_af_packet'],
  ...['net_e1000', 'net_virtio'], // emulated NICs
] as const;

/** A DPDK plug-in directory, e.g. `/usr/lib/x86_64-linux-gnu/dpdk/pmds-23.0`. */
export interface PluginDirectory {
  readonly path: string;
  /** ABI version in its name, e.g. `23.0`: EAL loads the files that end in `.so.ABI`. */
  readonly abi: string;
  readonly files: readonly string[];
}

/** Finds the plug-in directory of the DPDK whose libraries are in `libraryDirectory`; undefined when it has none. */
export const findPlugins = async (libraryDirectory: string): Promise<PluginDirectory | undefined> => {
  const parent = join(libraryDirectory, 'dpdk');
  const name = (await listDir(parent)).filter((entry) => entry.startsWith('pmds-')).at(-1);
  if (name === undefined) return undefined;
  const path = join(parent, name);
  return { path, abi: name.slice('pmds-'.length), files: await listDir(path) };
};

/** True when the driver is there as a plug-in, or as a library of its own beside libdpdk. */
export const hasDriver = (
  plugins: PluginDirectory | undefined,
  libraryDirectory: string,
  name: string,
): boolean =>
  (plugins?.files.some((file) => file.startsWith(`librte_${name}.so`)) ?? false) ||
  exists(join(libraryDirectory, `librte_${name}.so`));

/**
 * Links for a directory that stands in for the plug-in directory: EAL finds only `wanted` to load, yet every library
 * that is asked for by its name (`librte_x.so.23`) is still found. `all` is where the real directory can be seen.
 */
export const pluginLinks = async (
  plugins: PluginDirectory,
  wanted: readonly string[],
  all: string,
): Promise<readonly { readonly name: string; readonly target: string }[]> => {
  const links = plugins.files
    .filter((file) => file.includes('.so.'))
    .filter(
      (file) =>
        !file.endsWith(`.so.${plugins.abi}`) || wanted.some((name) => file === soName(name, plugins.abi)),
    );
  return Promise.all(
    links.map(async (name) => {
      const real = await resolveLinks(join(plugins.path, name));
      return { name, target: dirname(real) === plugins.path ? join(all, basename(real)) : real };
    }),
  );
};

const soName = (name: string, abi: string): string => `librte_${name}.so.${abi}`;
