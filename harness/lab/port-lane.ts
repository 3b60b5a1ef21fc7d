import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { interfacesIn } from '../../lib/net/ip.js';
import { laneBroken } from './causes.js';
import { laneProblems } from './lane-check.js';
import { writeLaneFiles } from './lane-directory.js';
import { bareNamespace, furnish } from './lane-namespaces.js';
import { testScript } from './lane-script.js';
import { portsAmong, portsIn, type Lane } from './lane.js';
import { namespacesOf, type LinkLayout } from './layout.js';
import { NOTHING_RESTORED, type Restoration } from './ledger.js';
import type { RunningPeer } from './peer.js';
import type { LabShared } from './shared.js';
import { surroundingsOf } from './surroundings.js';

/** What a lane on NICs whose cables lead to other hosts is to have. */
export interface PortLaneRequest {
  readonly lane: number;
  readonly cores: readonly number[];
  /** Their ports are NICs, bound already. */
  readonly links: readonly LinkLayout[];
  readonly aliases: ReadonlyMap<string, string>;
  /** An address behind the gateway to which nobody answers, where there is one. */
  readonly unanswered?: string;
  /** The peer at the other end, whose connection is another's to end. */
  readonly peer: Pick<RunningPeer, 'alive' | 'onDeath'>;
}

const check = async (links: readonly LinkLayout[], namespace: string): Promise<Result<void, Cause>> => {
  const test = await interfacesIn(namespace);
  if (test === undefined) return err(laneBroken('its namespace cannot be entered'));
  const lost = (await portsIn(namespace, links)) ? [] : ['a port of it is not bound any more'];
  const problems = [...laneProblems([], { test, wire: [], peer: [] }), ...lost];
  return problems.length === 0 ? ok(undefined) : err(laneBroken(problems.join('; ')));
};

/**
 * Brings a lane up of which this host has the test's end only: a namespace with nothing in it and the files of the test. Wire and peer are on
 * other hosts.
 */
export const portLaneUp = async (
  shared: LabShared,
  { lane, cores, links, aliases, unanswered, peer }: PortLaneRequest,
): Promise<Result<Lane, Cause>> => {
  const began = performance.now();
  const { test } = namespacesOf(shared.run, lane);
  const directory = join(shared.directory, `lane${String(lane)}`);
  const { ledger } = shared;
  const takeDown = (): Promise<Restoration> =>
    ledger.undoOnly((undo) => undo.kind === 'namespaces' && undo.names.includes(test));
  const [{ files, ealArguments }, made] = await Promise.all([
    writeLaneFiles(
      directory,
      shared,
      { lane, cores, links: links.length, ...(unanswered === undefined ? {} : { unanswered }) },
      links,
    ),
    bareNamespace(shared, test),
  ]);
  if (!made.ok) return made;
  const furnished = await furnish(shared.run, test, testScript(links, 'dpdk'));
  const checked = furnished.ok ? await check(links, test) : furnished;
  if (!checked.ok) {
    await takeDown();
    return checked;
  }
  let down: Promise<Restoration> | undefined;
  return ok({
    lane,
    cores,
    namespaces: { test, wire: '', peer: '' },
    links,
    aliases,
    directory,
    files,
    hugetlbfs: shared.hugepages.mount,
    ealArguments,
    ...(await surroundingsOf(shared, { directory, files, links, namespace: test })),
    durationMs: performance.now() - began,
    peerPid: undefined,
    peerAlive: peer.alive,
    onPeerDeath: peer.onDeath,
    portAlive: () => portsIn(test, links),
    portAmong: (interfaces) => portsAmong(interfaces, links),
    down: () => (down ??= ledger.closing ? Promise.resolve(NOTHING_RESTORED) : takeDown()),
  });
};
