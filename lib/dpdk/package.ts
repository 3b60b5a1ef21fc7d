import { run } from '../proc/run.js';

/** What pkg-config(1) says of the installed DPDK. */
export type DpdkPackage =
  | { readonly kind: 'found'; readonly version: string; readonly libraryDirectory: string }
  /** pkg-config itself is not there. */
  | { readonly kind: 'no-pkg-config' }
  /** pkg-config knows no libdpdk; `message` is its own. */
  | { readonly kind: 'no-libdpdk'; readonly message: string };

/** Asks pkg-config for libdpdk, once. `env` replaces nothing, it adds. */
export const findDpdk = async (): Promise<DpdkPackage> => {
  const [version, directory] = await Promise.all([
    run('pkg-config', ['--modversion', 'libdpdk']),
    run('pkg-config', ['--variable=libdir', 'libdpdk']),
  ]);
  if (version.startError !== undefined) return { kind: 'no-pkg-config' };
  if (version.exitCode !== 0) return { kind: 'no-libdpdk', message: version.stderr.trim() };
  return { kind: 'found', version: version.stdout.trim(), libraryDirectory: directory.stdout.trim() };
};
