import { isIP } from 'node:net';
import { liesIn, type LabFile, type LabFileDevice } from '../config/lab-schema.js';
import { LAB_ADDRESSES, pciPort, type LinkLayout, type PciPort } from '../lab/layout.js';

/** Addresses by family. */
interface Addresses {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

const byFamily = (addresses: readonly string[]): Addresses => ({
  v4: addresses.filter((one) => isIP(one) === 4),
  v6: addresses.filter((one) => isIP(one) === 6),
});

const withoutLength = (network: string): string => network.split('/')[0] ?? '';

/** Addresses of a device of the lab file. */
export const ownAddresses = ({ addresses }: LabFileDevice): Addresses =>
  byFamily(addresses.map(withoutLength));

/** Addresses the peer has on the network of a device. */
export const peerAddresses = ({ peer }: LabFile, { addresses }: LabFileDevice): Addresses =>
  byFamily((peer?.addresses ?? []).filter((one) => addresses.some((network) => liesIn(one, network))));

/** Addresses of the peer that are on no network of a device: hosts behind the gateway. */
export const routedAddresses = (lab: LabFile): readonly string[] =>
  (lab.peer?.addresses ?? []).filter(
    (one) => !lab.devices.some(({ addresses }) => addresses.some((network) => liesIn(one, network))),
  );

/** What the suites talk to and the lab file does not have, in words. */
export const lacking = (lab: LabFile): readonly string[] =>
  lab.devices.flatMap((device, index) => {
    const wanted = LAB_ADDRESSES[index] ?? LAB_ADDRESSES[0];
    const short = (whose: string, has: Addresses, wants: Addresses): readonly string[] =>
      (['v4', 'v6'] as const).flatMap((family) => {
        // The peer's second address of IPv6 is nobody's in any suite.
        const most = whose.startsWith('peer') && family === 'v6' ? 1 : wants[family].length;
        return has[family].length >= most
          ? []
          : [
              `${whose}: ${String(most)} address${most === 1 ? '' : 'es'} of IP${family}, ${String(has[family].length)} given`,
            ];
      });
    return [
      ...short(`device ${device.pci}`, ownAddresses(device), wanted.dut),
      ...short(`peer on the network of ${device.pci}`, peerAddresses(lab, device), wanted.peer),
    ];
  });

/** A link of a real host: the device of the lab file on its port. */
export const realLink = (lab: LabFile, device: LabFileDevice, port: PciPort, index: number): LinkLayout => {
  const { addresses, gatewayV4, gatewayV6, mtu } = device;
  const name = String(index);
  return {
    ...pciPort(port),
    dut: ownAddresses(device),
    peer: peerAddresses(lab, device),
    network: { addresses, gatewayV4, gatewayV6, mtu },
    peerMac: '',
    wa: `wa${name}`,
    wb: `wb${name}`,
    vb: `vb${name}`,
  };
};

const pairs = (real: readonly string[], named: readonly string[]): readonly (readonly [string, string])[] =>
  named.flatMap((name, index) => {
    const address = real[index];
    return address === undefined ? [] : [[address, name] as const];
  });

/** Names the suites have for addresses (those of the virtual lab), by the addresses of the lab file. */
export const aliasesOf = (lab: LabFile): ReadonlyMap<string, string> =>
  new Map(
    lab.devices.flatMap((device, index) => {
      const named = LAB_ADDRESSES[index];
      if (named === undefined) return [];
      const [own, peer] = [ownAddresses(device), peerAddresses(lab, device)];
      return [
        ...pairs(own.v4, named.dut.v4),
        ...pairs(own.v6, named.dut.v6),
        ...pairs(peer.v4, named.peer.v4),
        ...pairs(peer.v6, named.peer.v6),
      ];
    }),
  );
