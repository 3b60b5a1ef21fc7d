import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { exists } from '../../lib/files/stat.js';
import { interfacesIn } from '../../lib/net/ip.js';
import { laneBroken } from './causes.js';
import { startDetachedPeer } from './detached-peer.js';
import { laneProblems } from './lane-check.js';
import { writeLaneFiles, type LaneFiles } from './lane-directory.js';
import { furnish, layCables } from './lane-namespaces.js';
import {
  linkLayouts,
  namespacesOf,
  nicsOf,
  tapsOf,
  type LaneKind,
  type LinkLayout,
  type Namespaces,
  type PciPort,
} from './layout.js';
import { NOTHING_RESTORED, type Restoration } from './ledger.js';
import { peerScript, testScript, wireScript } from './lane-script.js';
import { PEER_COMMAND, startPeerProcess, type PeerOrder, type RunningPeer } from './peer.js';
import type { LaneMount } from './plugins.js';
import type { LabShared } from './shared.js';
import { surroundingsOf } from './surroundings.js';

/** What a lane is to have. */
export interface LaneRequest {
  /** Number of the lane, from 0, not in use by another. */
  readonly lane: number;
  /** Cores for the DPDK workers of its tests. */
  readonly cores: readonly number[];
  /** Links (DPDK ports), 1 or 2. */
  readonly links: number;
  /** Who has the test's end of the cables; default `dpdk`. */
  readonly kind?: LaneKind;
  /** NICs that are the ports of the links, in their order; default: a net_tap each. */
  readonly nics?: readonly PciPort[];
  /** Default: true for one link; false leaves it to each process to name its ports to EAL (see lab.json). */
  readonly portsInEnv?: boolean;
  /** The peer goes on when this process ends: for a lab that is worked with by hand. Default false. */
  readonly detached?: boolean;
  /** Command that serves as the peer; default the harness's own. */
  readonly peerCommand?: readonly string[];
}

/** A lane that is up. */
export interface Lane {
  readonly lane: number;
  readonly cores: readonly number[];
  readonly namespaces: Namespaces;
  readonly links: readonly LinkLayout[];
  /** What the suites call the addresses of the links (those of the virtual lab), by the links' own; undefined: they are the same. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** Its run-time directory on the host. */
  readonly directory: string;
  readonly files: LaneFiles;
  /** Where its hugepages are mounted. */
  readonly hugetlbfs: string;
  /** What EAL is to be started with on it, as env.json says. */
  readonly ealArguments: readonly string[];
  /** Bind mounts for a test's private view, in this order. */
  readonly mounts: readonly LaneMount[];
  /** Shell script that runs a command as a test is run: `sh ENTER COMMAND…`. */
  readonly enter: string;
  /** The whole environment of a test process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Time from the request until all of it served, in milliseconds. */
  readonly durationMs: number;
  /** Undefined: it is on another host. */
  readonly peerPid: number | undefined;
  readonly peerAlive: () => boolean;
  /** Called once if the peer ends while the lane is up. */
  readonly onPeerDeath: (listener: (cause: Cause) => void) => void;
  /** True while every DPDK port of the lane still has its tap, or is still bound for DPDK. */
  readonly portAlive: () => Promise<boolean>;
  /** The same, for one who knows the interfaces of the test's namespace. */
  readonly portAmong: (interfaces: readonly string[]) => boolean;
  /** Takes the lane down; the lab's close does it too. */
  readonly down: () => Promise<Restoration>;
}

const check = async (
  links: readonly LinkLayout[],
  namespaces: Namespaces,
  kind: LaneKind,
): Promise<Result<void, Cause>> => {
  const [test, wire, peer] = await Promise.all(
    [namespaces.test, namespaces.wire, namespaces.peer].map(interfacesIn),
  );
  if (test === undefined || wire === undefined || peer === undefined)
    return err(laneBroken('one of its namespaces cannot be entered'));
  const problems = laneProblems(links, { test, wire, peer }, kind);
  return problems.length === 0 ? ok(undefined) : err(laneBroken(problems.join('; ')));
};

/** True while every DPDK port of links still has its tap among the interfaces of its namespace, or is still bound for DPDK. */
export const portsAmong = (interfaces: readonly string[], links: readonly LinkLayout[]): boolean =>
  tapsOf(links).every(({ tap }) => interfaces.includes(tap)) &&
  nicsOf(links).every(({ file }) => exists(file));

/** The same, of a namespace that has to be looked into. */
export const portsIn = async (namespace: string, links: readonly LinkLayout[]): Promise<boolean> => {
  const found = tapsOf(links).length === 0 ? [] : ((await interfacesIn(namespace)) ?? []);
  return portsAmong(
    found.map(({ ifname }) => ifname),
    links,
  );
};

/** Brings a lane up; on trouble what was made of it is taken down again before it returns. */
export const laneUp = async (shared: LabShared, request: LaneRequest): Promise<Result<Lane, Cause>> => {
  const began = performance.now();
  const links = linkLayouts(request.links, request.nics);
  const kind = request.kind ?? 'dpdk';
  const namespaces = namespacesOf(shared.run, request.lane);
  const directory = join(shared.directory, `lane${String(request.lane)}`);
  const { ledger } = shared;
  const isOwn = (names: readonly string[]): boolean => names.includes(namespaces.test);
  const takeDown = (): Promise<Restoration> =>
    ledger.undoOnly((undo) => undo.kind === 'namespaces' && isOwn(undo.names));

  const [{ files, ealArguments }, cables] = await Promise.all([
    writeLaneFiles(directory, shared, request, links),
    layCables(shared, namespaces, links, kind),
  ]);
  if (!cables.ok) return cables;
  const served: PeerOrder = {
    run: shared.run,
    namespace: namespaces.peer,
    configFile: files.peerConfig,
    command: request.peerCommand ?? PEER_COMMAND,
  };
  const servePeer = async (): Promise<Result<RunningPeer, Cause>> => {
    const furnished = await furnish(shared.run, namespaces.peer, peerScript(links));
    if (!furnished.ok) return furnished;
    return request.detached === true ? startDetachedPeer(served, directory) : startPeerProcess(served);
  };
  const [test, wire, peer] = await Promise.all([
    furnish(shared.run, namespaces.test, testScript(links, kind)),
    furnish(shared.run, namespaces.wire, wireScript(links, kind)),
    servePeer(),
  ]);
  const failed = [test, wire, peer].find((result) => !result.ok);
  const checked = failed ?? (await check(links, namespaces, kind));
  if (!peer.ok || !checked.ok) {
    if (peer.ok) await peer.value.stop();
    await takeDown();
    return checked as Result<never, Cause>;
  }
  const surroundings = await surroundingsOf(shared, { directory, files, links, namespace: namespaces.test });
  const running = peer.value;
  let down: Promise<Restoration> | undefined;
  ledger.beforeUndo(() => running.stop());
  return ok({
    lane: request.lane,
    cores: request.cores,
    namespaces,
    links,
    directory,
    files,
    hugetlbfs: shared.hugepages.mount,
    ealArguments,
    ...surroundings,
    durationMs: performance.now() - began,
    peerPid: running.pid,
    peerAlive: running.alive,
    onPeerDeath: running.onDeath,
    portAlive: () => portsIn(namespaces.test, links),
    portAmong: (interfaces) => portsAmong(interfaces, links),
    down: () => (down ??= running.stop().then(() => (ledger.closing ? NOTHING_RESTORED : takeDown()))),
  });
};
