import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { farmPrograms } from './path-farm.js';

/** A command with the environment to add. */
export interface Provoked {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One way to take something away from a host, for one command only: nothing outside of it changes. */
export interface Provocation {
  /** What is taken away, for people. */
  readonly name: string;
  /** The cause the command must name. */
  readonly cause: string;
  /** What the message must show of what was seen. */
  readonly seen: RegExp;
  /** Wraps the command; `scratch` is an empty directory of the caller's. */
  readonly wrap: (argv: readonly string[], scratch: string) => Provoked;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Runs the command in a mount namespace of its own in which the shell commands `masks` have been done. */
const masked = (argv: readonly string[], ...masks: readonly string[]): Provoked => ({
  argv: [
    ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c'],
    ...[`set -e; ${masks.join('; ')}; exec "$@"`, 'sh', ...argv],
  ],
  env: {},
});

const withoutPrograms =
  (...names: readonly string[]): Provocation['wrap'] =>
  (argv, scratch) => {
    const directory = join(scratch, 'bin');
    farmPrograms(directory, names);
    return { argv, env: { PATH: directory } };
  };

/** A directory that holds nothing but a libdpdk.pc of that version (and no driver). */
const ownPackage = (scratch: string, version: string): Readonly<Record<string, string>> => {
  const directory = join(scratch, 'pkgconfig');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'libdpdk.pc'),
    `libdir=${scratch}\nName: DPDK\nDescription: none\nVersion: ${version}\nLibs: -L\${libdir}\n`,
  );
  return { PKG_CONFIG_LIBDIR: directory, PKG_CONFIG_PATH: '' };
};

const libraryDirectory = (): string =>
  execFileSync('pkg-config', ['--variable=libdir', 'libdpdk'], { encoding: 'utf8' }).trim();

/** Every cause of a host that can be provoked on one that has none. */
export const PROVOCATIONS: readonly Provocation[] = [
  {
    name: 'no pkg-config',
    cause: 'pkg-config-missing',
    seen: /no pkg-config in PATH/,
    wrap: withoutPrograms('pkg-config', 'pkgconf', 'x86_64-linux-gnu-pkg-config'),
  },
  {
    name: 'no libdpdk',
    cause: 'dpdk-missing',
    seen: /pkg-config does not find libdpdk/,
    wrap: (argv, scratch) => ({ argv, env: { PKG_CONFIG_LIBDIR: scratch, PKG_CONFIG_PATH: '' } }),
  },
  {
    name: 'an old DPDK',
    cause: 'dpdk-too-old',
    seen: /libdpdk 21\.11\.9/,
    wrap: (argv, scratch) => ({ argv, env: ownPackage(scratch, '21.11.9') }),
  },
  {
    name: 'another user than root',
    cause: 'not-root',
    seen: /without root rights/,
    wrap: (argv) => ({
      argv: ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', ...argv],
      env: {},
    }),
  },
  {
    name: 'no nft',
    cause: 'lab-program-missing',
    seen: /no nft in PATH/,
    wrap: withoutPrograms('nft'),
  },
  {
    name: 'no net_tap driver',
    cause: 'net-tap-missing',
    seen: /no librte_net_tap/,
    wrap: (argv) => masked(argv, `mount -n -t tmpfs none ${libraryDirectory()}/dpdk`),
  },
  {
    name: 'no /dev/net/tun',
    cause: 'tun-missing',
    seen: /there is no \/dev\/net\/tun/,
    wrap: (argv) => masked(argv, 'mount -n -t tmpfs none /dev/net'),
  },
  {
    name: 'a /dev/net/tun that may not be opened',
    cause: 'tun-missing',
    seen: /\/dev\/net\/tun (?:may not|cannot) be opened/,
    wrap: (argv) => masked(argv, 'mount -n -t tmpfs -o nodev none /dev/net', 'mknod /dev/net/tun c 10 200'),
  },
  {
    name: 'no network namespace to be had',
    cause: 'kernel-feature-missing',
    seen: /netns does not work: unshare: unshare failed/,
    wrap: (argv) => ({
      argv: [
        ...['unshare', '--user', '--map-root-user', 'sh', '-c'],
        ...['echo 0 >/proc/sys/user/max_net_namespaces; exec "$@"', 'sh', ...argv],
      ],
      env: {},
    }),
  },
  {
    name: 'no hugetlbfs in the kernel',
    cause: 'hugetlbfs-unavailable',
    seen: /no hugetlbfs in \/proc\/filesystems/,
    wrap: (argv, scratch) => {
      const list = join(scratch, 'filesystems');
      const all = readFileSync('/proc/filesystems', 'utf8').split('\n');
      writeFileSync(list, all.filter((line) => !line.endsWith('hugetlbfs')).join('\n'));
      return masked(argv, `mount -n --bind ${quote(list)} /proc/filesystems`);
    },
  },
  {
    name: 'no hugepages in the kernel',
    cause: 'hugepages-unavailable',
    seen: /no hugepage pool/,
    wrap: (argv) => masked(argv, 'mount -n -t tmpfs none /sys/kernel/mm/hugepages'),
  },
  {
    name: 'a hugepage pool that is eaten up and cannot be raised',
    cause: 'hugepages-unavailable',
    seen: /0 of 0 free.*cannot be written/,
    wrap: (argv) =>
      masked(
        argv,
        'pool=/sys/kernel/mm/hugepages/hugepages-2048kB',
        'mount -n -t tmpfs none $pool',
        'for file in nr_hugepages free_hugepages resv_hugepages; do echo 0 >$pool/$file; done',
        'mount -n -o remount,ro $pool',
      ),
  },
  {
    name: 'no strace',
    cause: 'strace-missing',
    seen: /no strace in PATH/,
    wrap: withoutPrograms('strace'),
  },
  {
    name: 'tracing forbidden (traced already)',
    cause: 'tracing-forbidden',
    seen: /ptrace|Operation not permitted/i,
    wrap: (argv) => ({
      argv: ['strace', '-f', '-qqq', '-e', 'trace=none', '-e', 'signal=none', '-o', '/dev/null', ...argv],
      env: {},
    }),
  },
  {
    name: 'no cargo',
    cause: 'cargo-missing',
    seen: /no cargo/,
    wrap: (argv, scratch) => {
      const { env } = withoutPrograms('cargo', 'rustc', 'rustup')(argv, scratch);
      return { argv, env: { ...env, HOME: scratch, CARGO_HOME: join(scratch, 'cargo') } };
    },
  },
  {
    name: 'a rustup without toolchain',
    cause: 'cargo-missing',
    seen: /rustup could not choose a version|no default/,
    wrap: (argv, scratch) => ({ argv, env: { RUSTUP_HOME: scratch, RUSTUP_TOOLCHAIN: '' } }),
  },
  {
    name: 'no C compiler',
    cause: 'cc-missing',
    seen: /no cc in PATH/,
    wrap: withoutPrograms('cc'),
  },
  {
    name: 'no libclang',
    cause: 'libclang-missing',
    seen: /no libclang/,
    wrap: (argv, scratch) => ({ argv, env: { LIBCLANG_PATH: scratch } }),
  },
  {
    name: 'a /run that cannot be written',
    cause: 'state-not-writable',
    seen: /\/run\/dpdk-conformance cannot be written/,
    wrap: (argv) => masked(argv, 'mount -n -t tmpfs -o ro none /run'),
  },
];
