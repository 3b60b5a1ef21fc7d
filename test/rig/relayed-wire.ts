import { linkLayouts, tapsOf } from '../../harness/lab/layout.js';
import { joinWire, PART_WIRE } from '../../harness/lab/lane-script.js';
import { inside, sure, type Namespaces } from './namespaces.js';

/** Three namespaces in a row, as in a lane: `device` – `wire` – `peer`. The two halves of the wire are joined by nft. */
export interface Row {
  readonly device: string;
  readonly wire: string;
  readonly peer: string;
  /** Interfaces of the wire: the device's side and the peer's. */
  readonly sides: readonly [string, string];
  /** Scripts that join and part the halves. */
  readonly joined: string;
  readonly apart: string;
}

/** Makes a row. The device has 192.0.2.10 and 2001:db8:0:1::10 on `va0`, the peer 192.0.2.1 and 2001:db8:0:1::1 on `vb0`. */
export const row = async (namespaces: Namespaces): Promise<Row> => {
  const links = linkLayouts(1);
  const [link] = links;
  const [end] = tapsOf(links);
  if (link === undefined || end === undefined) throw new Error('a lane has a link');
  const { va } = end;
  const { wa, wb, vb } = link;
  const [device, wire, peer] = [
    await namespaces.make('device'),
    await namespaces.make('wire'),
    await namespaces.make('peer'),
  ];
  await sure('ip', '-n', wire, 'link', 'add', wa, 'type', 'veth', 'peer', 'name', va, 'netns', device);
  await sure('ip', '-n', wire, 'link', 'add', wb, 'type', 'veth', 'peer', 'name', vb, 'netns', peer);
  const all = [
    [device, va, '10'],
    [wire, wa, undefined],
    [wire, wb, undefined],
    [peer, vb, '1'],
  ] as const;
  for (const [namespace, name, host] of all) {
    const off = ['tx', 'off', 'rx', 'off', 'tso', 'off', 'gso', 'off', 'gro', 'off'];
    await inside(namespace, 'ethtool', '-K', name, ...off);
    if (host !== undefined) {
      await sure('ip', '-n', namespace, 'addr', 'add', `192.0.2.${host}/24`, 'dev', name);
      await sure('ip', '-n', namespace, 'addr', 'add', `2001:db8:0:1::${host}/64`, 'dev', name, 'nodad');
    }
    await sure('ip', '-n', namespace, 'link', 'set', name, 'up');
  }
  const joined = joinWire(links);
  await inside(wire, 'sh', '-eu', '-c', joined);
  return { device, wire, peer, sides: [wa, wb], joined, apart: PART_WIRE };
};
