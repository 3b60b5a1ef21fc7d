import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { readMounts } from '../../lib/files/mounts.js';
import { exists } from '../../lib/files/stat.js';
import { ipBatch, shellInNetns } from '../../lib/net/ip.js';
import { NETNS_DIRECTORY } from '../../lib/net/netns.js';
import type { ProcessResult } from '../../lib/proc/run.js';
import { cableCommands, peerScript, testScript, wireScript } from './lane-script.js';
import type { LinkLayout, Namespaces } from './layout.js';
import type { Ledger } from './ledger.js';

/** The cause to show when a lane cannot be made or is not as ordered. */
export const laneBroken = (seen: string): Cause => ({
  id: 'lane-setup-failed',
  seen,
  expected: 'a lane with working cables in namespaces of its own',
  fix: '`dpdk-conformance lab restore && dpdk-conformance doctor`, then run again',
});

const failure = (what: string, result: ProcessResult): Cause | undefined =>
  result.exitCode === 0
    ? undefined
    : laneBroken(
        `${what} failed (${result.startError ?? `exit ${String(result.exitCode ?? result.signal)}`}): ${result.stderr.trim()}`,
      );

const make = async (namespaces: Namespaces, links: readonly LinkLayout[]): Promise<Result<void, Cause>> => {
  const cables = failure('ip', await ipBatch(cableCommands(namespaces, links)));
  if (cables !== undefined) return err(cables);
  const scripts = [
    ['the test namespace', namespaces.test, testScript(links)],
    ['the wire namespace', namespaces.wire, wireScript(links)],
    ['the peer namespace', namespaces.peer, peerScript(links)],
  ] as const;
  const failures = await Promise.all(
    scripts.map(async ([what, name, script]) =>
      failure(`set-up of ${what}`, await shellInNetns(name, script)),
    ),
  );
  const first = failures.find((cause) => cause !== undefined);
  return first === undefined ? ok(undefined) : err(first);
};

/** Makes the three namespaces of a lane with everything in them: one ip(8) batch, then one shell each, side by side. */
export const buildNamespaces = async (
  ledger: Ledger,
  namespaces: Namespaces,
  links: readonly LinkLayout[],
): Promise<Result<void, Cause>> => {
  if (!readMounts().some(({ target }) => target === NETNS_DIRECTORY)) {
    const noted = await ledger.take({
      undo: { kind: 'netns-directory', directory: !exists(NETNS_DIRECTORY) },
      do: () => ok(undefined),
    });
    if (!noted.ok) return noted;
  }
  return ledger.take({
    undo: { kind: 'namespaces', names: [namespaces.test, namespaces.wire, namespaces.peer] },
    do: () => make(namespaces, links),
  });
};
