import type { WireExpectation } from '../plan/suite.js';
import type { TestFunction } from './functions.js';
import type { Use } from './uses.js';

/** A place where a crate's own test names TCP of the kernel, as the scan found it. */
export interface KernelUse {
  readonly file: string;
  readonly line: number;
  readonly item: string;
}

/** What evidence one of a crate's own tests owes, and why. */
export interface Owed {
  readonly ealProcesses: 0 | 1;
  readonly wire: Omit<WireExpectation, 'frames'> | 'none';
  readonly because: string;
  /** Uses of the kernel's TCP that it can reach. */
  readonly kernelTcp: readonly KernelUse[];
}

interface Placed extends Use {
  readonly file: string;
}

/** Everything that can be reached from some functions by the names they call. More than is really called, never less. */
const reachable = (from: readonly TestFunction[], all: readonly TestFunction[]): readonly TestFunction[] => {
  const byName = new Map<string, TestFunction[]>();
  for (const one of all) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  const reached = new Set(from);
  for (const one of reached)
    for (const name of one.names)
      for (const called of byName.get(name) ?? []) if (!called.isTest) reached.add(called);
  return [...reached];
};

const placesOf = (functions: readonly TestFunction[]): readonly Placed[] =>
  functions.flatMap(({ uses, file }) => uses.map((use) => ({ ...use, file })));

const at = ({ call, file, line }: Placed): string => `${call} (${file}:${String(line)})`;

const wireOf = (uses: readonly Placed[]): { readonly wire: Owed['wire']; readonly why: string } => {
  const connects = uses.filter(({ kind }) => kind === 'connect');
  const good = connects.find(({ demand }) => demand === 'good');
  if (good !== undefined)
    return { wire: { connect: { outcome: 'established' } }, why: `${at(good)} must succeed: a handshake` };
  const either = connects.find(({ demand }) => demand === 'either');
  if (either !== undefined) return { wire: {}, why: `${at(either)} may end either way: a TCP segment` };
  const [error] = connects;
  if (error !== undefined)
    return {
      wire: 'none',
      why: `${at(error)} is to fail, which may happen before a frame is sent: no frame`,
    };
  const bind = uses.find(({ kind }) => kind === 'bind');
  if (bind !== undefined)
    return { wire: 'none', why: `${at(bind)} only, and nothing that connects: no segment` };
  return { wire: 'none', why: 'nothing that makes a TCP socket over DPDK: no frame' };
};

const usedIn = (functions: readonly TestFunction[], found: readonly KernelUse[]): readonly KernelUse[] =>
  found.filter(({ file, line }) =>
    functions.some((one) => one.file === file && one.lines[0] <= line && line <= one.lines[1]),
  );

const owedBy = (functions: readonly TestFunction[], found: readonly KernelUse[]): Owed => {
  const kernelTcp = usedIn(functions, found);
  const uses = placesOf(functions);
  const eals = uses.filter(({ kind }) => kind === 'eal');
  const eal = eals.find(({ demand }) => demand !== 'error');
  if (eal === undefined) {
    const [failing] = eals;
    const why = failing === undefined ? 'it reaches no new_dpdk' : `${at(failing)} is to fail`;
    return { ealProcesses: 0, wire: 'none', because: `${why}: no EAL, no frame`, kernelTcp };
  }
  const { wire, why } = wireOf(uses);
  return { ealProcesses: 1, wire, because: `it reaches ${at(eal)}: EAL; ${why}`, kernelTcp };
};

/**
 * What the test `path` (as libtest lists it) owes, by the calls of DPDK that its source can reach. A test that the source does not show
 * (a macro made it) owes what the whole program could.
 */
export const owedEvidence = (
  path: string,
  functions: readonly TestFunction[],
  found: readonly KernelUse[] = [],
): Owed => {
  const tests = functions.filter((one) => one.path === path);
  const named =
    tests.length > 0 ? tests : functions.filter((one) => one.isTest && one.name === path.split('::').at(-1));
  if (named.length > 0) return owedBy(reachable(named, functions), found);
  const whole = owedBy(functions, found);
  return { ...whole, because: `a macro made it, so it owes what its program can do: ${whole.because}` };
};
