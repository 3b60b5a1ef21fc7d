import semver from 'semver';
import { PROGRAMS, type HostFacts, type ProgramName } from '../facts.js';
import { finding, type Check, type Finding } from './check.js';

/** The Node version package.json wants. */
export const nodeVersion: Check = ({ node, nodeWanted }) =>
  finding({
    id: 'node-version',
    title: 'Node.js',
    found: `Node ${node}`,
    wanted: `Node ${nodeWanted}`,
    holds: semver.satisfies(node, nodeWanted),
    fix: 'install Node 20.19 or later from https://nodejs.org and run again with it first in PATH',
  });

/** Namespaces, taps and hugepages are root's. */
export const root: Check = (facts) =>
  finding({
    id: 'not-root',
    title: 'user',
    found: facts.root ? 'root' : 'a user without root rights',
    wanted: 'root: namespaces, taps and hugepages cannot be made without',
    holds: facts.root,
    fix: 'run the same command again as root, e.g. with `sudo --preserve-env=PATH`; `run --profile guest` needs no root',
  });

const LAB_PROGRAMS = ['ip', 'nft', 'ethtool', 'nsenter', 'unshare', 'setpriv', 'mount'] as const;

const missingProgram = (facts: HostFacts, names: readonly ProgramName[]): readonly ProgramName[] =>
  names.filter((name) => facts.programs[name] === undefined);

const install = (names: readonly ProgramName[]): string =>
  `apt-get install -y ${[...new Set(names.map((name) => PROGRAMS[name]))].join(' ')}`;

/** The programs the lab is made with. */
export const labPrograms: Check = (facts) => {
  const missing = missingProgram(facts, LAB_PROGRAMS);
  return finding({
    id: 'lab-program-missing',
    title: 'programs of the lab',
    found: missing.length === 0 ? LAB_PROGRAMS.join(', ') : `no ${missing.join(', no ')} in PATH`,
    wanted: `${LAB_PROGRAMS.join(', ')} in PATH`,
    holds: missing.length === 0,
    fix: install(missing),
  });
};

/** strace, the witness of kernel sockets. */
export const strace: Check = (facts) =>
  finding({
    id: 'strace-missing',
    title: 'strace',
    found: facts.programs.strace ?? 'no strace in PATH',
    wanted: 'strace: it shows which kernel sockets a test opens',
    holds: facts.programs.strace !== undefined,
    fix: install(['strace']),
  });

/** Whether tracing is allowed at all. */
export const tracing: Check = (facts) =>
  facts.programs.strace === undefined
    ? undefined
    : finding({
        id: 'tracing-forbidden',
        title: 'tracing',
        found: facts.tracing.works ? 'strace can trace a child' : facts.tracing.message,
        wanted: 'strace may trace a child of this process (ptrace with a seccomp filter)',
        holds: facts.tracing.works,
        fix: 'allow ptrace: `sysctl kernel.yama.ptrace_scope=1`, in a container add `--cap-add SYS_PTRACE --security-opt seccomp=unconfined`, and trace nothing around the harness',
      });

const rustTool = (
  name: 'cargo' | 'rustc',
  version: string | undefined,
  problem: string | undefined,
): Finding =>
  finding({
    id: `${name}-missing`,
    title: name,
    found: version ?? problem ?? `no ${name} in PATH or where rustup puts it`,
    wanted: `a ${name} that runs`,
    holds: version !== undefined,
    fix:
      problem === undefined
        ? 'install rustup (https://rustup.rs), then `. ~/.cargo/env`, and run again in that shell (sudo: keep PATH)'
        : 'rustup default stable',
  });

/** cargo, and that it runs (rustup's stand-in fails without a toolchain). */
export const cargo: Check = (facts) => rustTool('cargo', facts.cargo, facts.cargoProblem);

/** rustc likewise. */
export const rustc: Check = (facts) => rustTool('rustc', facts.rustc, facts.rustcProblem);

/** A linker for Rust and a compiler for wrappers. */
export const compiler: Check = (facts) =>
  finding({
    id: 'cc-missing',
    title: 'C compiler',
    found: facts.programs.cc ?? 'no cc in PATH',
    wanted: 'cc: rustc links with it',
    holds: facts.programs.cc !== undefined,
    fix: install(['cc']),
  });

/** libclang for bindgen. */
export const libclang: Check = (facts) =>
  finding({
    id: 'libclang-missing',
    title: 'libclang',
    found: facts.libclang ?? 'no libclang.so where bindgen looks',
    wanted: 'libclang: bindgen makes the bindings to DPDK with it',
    holds: facts.libclang !== undefined,
    fix: 'apt-get install -y clang libclang-dev  # or set LIBCLANG_PATH to the directory that holds libclang.so',
  });
