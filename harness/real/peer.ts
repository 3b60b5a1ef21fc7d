import { isIP } from 'node:net';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { readSecret } from '../../lib/files/secret.js';
import type { LabFile } from '../config/lab-schema.js';
import type { WireCapture } from '../evidence/frames.js';
import type { RunningPeer } from '../lab/peer.js';
import { labPeerConfig, type PeerConfig } from '../peer/config.js';
import type { Watched } from '../peer/remote/orders.js';
import { reachPeer, type RemotePeer } from '../peer/remote/reach.js';
import { captureImpossible, PEER_LOST, secretUnusable } from './causes.js';
import { peerAddresses, routedAddresses } from './links.js';
import { watchThrough } from './watch.js';

/** The peer of a real host's lab: it serves, and captures at its end of the cables. */
export interface DistantPeer extends Pick<RunningPeer, 'alive' | 'onDeath'> {
  readonly capture: WireCapture;
  readonly stop: () => void;
}

/** What the peer serves where: as in the virtual lab, but on each of its addresses by name, as a host has others as well. */
export const distantConfig = (lab: LabFile): PeerConfig => {
  const links = lab.devices.map((device) => peerAddresses(lab, device));
  const routed = routedAddresses(lab);
  const all = [...links.flatMap(({ v4, v6 }) => [...v4, ...v6]), ...routed];
  const { version, listen } = labPeerConfig({ links, routed });
  return {
    version,
    listen: listen.flatMap((one) => (one.host === '::' ? all : [one.host]).map((host) => ({ ...one, host }))),
  };
};

/** `HOST:PORT`, an IPv6 address in brackets. */
const splitControl = (control: string): { readonly host: string; readonly port: number } => {
  const cut = control.lastIndexOf(':');
  const host = control.slice(0, cut).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(control.slice(cut + 1)) };
};

const watchedOf = (lab: LabFile): readonly Watched[] =>
  lab.devices.flatMap((device) => {
    const { v4, v6 } = peerAddresses(lab, device);
    const address = [...v4, ...v6].find((one) => isIP(one) !== 0);
    return address === undefined ? [] : [{ address, mac: device.mac }];
  });

const asPeer = (remote: RemotePeer, capture: WireCapture): DistantPeer => {
  let alive = true;
  let wanted = true;
  void remote.over.then(() => (alive = false));
  return {
    capture,
    alive: () => alive,
    onDeath: (listener) => {
      void remote.over.then(() => {
        if (wanted) listener(PEER_LOST);
      });
    },
    stop: () => {
      wanted = false;
      remote.stop();
    },
  };
};

/** Reaches the peer of the lab file, has it serve, and begins the capture there. */
export const reachDistantPeer = async (
  lab: LabFile,
  onLost: (cause: Cause) => void,
): Promise<Result<DistantPeer, Cause>> => {
  const { peer } = lab;
  const [first, ...others] = watchedOf(lab);
  if (peer === undefined || first === undefined) throw new Error('a lab file without a peer was let through');
  const secret = await readSecret(peer.secretFile);
  if (!secret.ok) return err(secretUnusable(peer.secretFile, secret.error));
  const remote = await reachPeer({
    ...splitControl(peer.control),
    secret: secret.value,
    config: distantConfig(lab),
    watch: [first, ...others],
  });
  if (!remote.ok) return remote;
  let wanted = true;
  const capture = await watchThrough(remote.value, (problem) => {
    if (wanted) onLost(captureImpossible(problem));
  });
  if (!capture.ok) {
    remote.value.stop();
    return err(captureImpossible(capture.error));
  }
  const distant = asPeer(remote.value, capture.value);
  return ok({
    ...distant,
    stop: () => {
      wanted = false;
      distant.stop();
    },
  });
};
