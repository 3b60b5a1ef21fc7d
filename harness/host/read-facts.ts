import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { findCargo } from '../../lib/cargo/program.js';
import { parseNumberList } from '../../lib/core/number-list.js';
import { readHugepagePool } from '../../lib/dpdk/hugepages.js';
import { findDpdk, type DpdkPackage } from '../../lib/dpdk/package.js';
import { findPlugins, hasDriver } from '../../lib/dpdk/pmd.js';
import { lockHolder } from '../../lib/files/lock.js';
import { bootId } from '../../lib/files/owner.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { attempt } from '../../lib/files/problem.js';
import { commandOf } from '../../lib/files/processes.js';
import { exists, findProgram, freeBytes, mayAccess, tryOpen } from '../../lib/files/stat.js';
import { readTextNow } from '../../lib/files/text.js';
import { run } from '../../lib/proc/run.js';
import { statePaths, STATE_DIRECTORY } from '../lab/state.js';
import type { HostFacts, ProgramName } from './facts.js';
import { PROGRAMS } from './facts.js';
import { findLibclang } from './libclang.js';
import { probeKernel, probeTracing } from './probe.js';

/** Where to look. */
export interface FactsOptions {
  /** The user's environment: PATH and LIBCLANG_PATH are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory whose file system the build fills; need not exist. */
  readonly workDirectory: string;
  /** Default {@link STATE_DIRECTORY}. */
  readonly stateDirectory?: string;
}

const versionOf = async (
  program: string | undefined,
): Promise<{ readonly version?: string; readonly problem?: string }> => {
  if (program === undefined) return {};
  const result = await run(program, ['--version']);
  return result.exitCode === 0
    ? { version: result.stdout.trim() }
    : { problem: result.stderr.trim() || `exit ${String(result.exitCode ?? result.signal)}` };
};

const hasNetTap = async (dpdk: DpdkPackage): Promise<boolean> =>
  dpdk.kind === 'found' &&
  hasDriver(await findPlugins(dpdk.libraryDirectory), dpdk.libraryDirectory, 'net_tap');

const nearestExisting = (path: string): string => (exists(path) ? path : nearestExisting(join(path, '..')));

const field = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1]?.trim() ?? '';

const wantedNode = (): string => {
  const manifest = JSON.parse(readTextNow(join(packageRoot, 'package.json')) ?? '{}') as {
    engines?: { node?: string };
  };
  return manifest.engines?.node ?? '*';
};

/** Reads the host. Changes nothing: what must be tried is tried in namespaces that end with the try. */
export const readHostFacts = async (options: FactsOptions): Promise<HostFacts> => {
  const root = process.getuid?.() === 0;
  const path = options.env['PATH'] ?? '';
  const programs = Object.fromEntries(
    Object.keys(PROGRAMS).flatMap((name) => {
      const found = findProgram(name, path);
      return found === undefined ? [] : [[name, found]];
    }),
  ) as Partial<Record<ProgramName, string>>;
  const canProbe = root && ['unshare', 'ip', 'nft'].every((name) => name in programs);
  const foundCargo = findCargo(options.env);
  const cargoPath = foundCargo.ok ? foundCargo.value : undefined;
  const rustcPath = programs.rustc ?? (cargoPath && findProgram('rustc', dirname(cargoPath)));
  const workDirectory = nearestExisting(options.workDirectory);
  const [cargo, rustc, dpdk, features, tracing, libclang, free] = await Promise.all([
    versionOf(cargoPath),
    versionOf(rustcPath),
    findDpdk(),
    canProbe ? probeKernel() : {},
    programs.strace === undefined ? { works: false as const, message: 'there is no strace' } : probeTracing(),
    findLibclang(options.env['LIBCLANG_PATH']),
    attempt('look at', workDirectory, () => freeBytes(workDirectory)),
  ]);
  const paths = statePaths(options.stateDirectory ?? STATE_DIRECTORY);
  const holder = lockHolder(paths.lock);
  const memory = readTextNow('/proc/meminfo') ?? '';
  const online = parseNumberList(readTextNow('/sys/devices/system/cpu/online') ?? '');
  const allowed = parseNumberList(
    field(readTextNow('/proc/self/status') ?? '', /^Cpus_allowed_list:\s+(.*)$/m),
  );
  return {
    os: field(readTextNow('/etc/os-release') ?? '', /^PRETTY_NAME="?([^"\n]*)"?$/m) || 'unknown',
    kernel: readTextNow('/proc/sys/kernel/osrelease')?.trim() ?? 'unknown',
    cpuModel: cpus()[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 1024 ** 2),
    availableKb: Number(field(memory, /^MemAvailable:\s+(\d+) kB$/m)),
    bootId: bootId(),
    node: process.versions.node,
    nodeWanted: wantedNode(),
    root,
    programs,
    cargo: cargo.version,
    cargoProblem: cargo.problem,
    rustc: rustc.version,
    rustcProblem: rustc.problem,
    dpdk,
    netTap: await hasNetTap(dpdk),
    libclang,
    hugepages: readHugepagePool(),
    hugetlbfs: /\bhugetlbfs$/m.test(readTextNow('/proc/filesystems') ?? ''),
    tunProblem: tryOpen('/dev/net/tun'),
    tracing,
    features,
    onlineCores: online,
    allowedCores: allowed.filter((core) => online.includes(core)),
    stateDirectory: paths.root,
    stateWritable: mayAccess(nearestExisting(paths.root), 'write'),
    labHolder: holder === undefined ? undefined : { ...holder, command: commandOf(holder.pid) ?? 'unknown' },
    workDirectory: options.workDirectory,
    freeBytes: free.ok ? free.value : undefined,
  };
};
