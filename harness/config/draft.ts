import { stringify } from 'smol-toml';
import type { Cause } from '../../lib/core/cause.js';
import type { Device, Netdev } from '../../lib/nic/facts.js';

/** A NIC of the host, with every reason against giving it to DPDK. */
export interface DraftNic {
  readonly device: Device;
  readonly refusals: readonly Cause[];
}

const HEAD = `# Drafted by \`dpdk-conformance init\` from what this host shows; nothing was changed. Correct it, then: dpdk-conformance doctor
`;

const PEER = `
# The peer on another host, where \`dpdk-conformance peer --listen HOST:PORT --secret-file FILE --address ADDRESS\` waits:
# [lab.peer]
# control = "198.51.100.7:7100"
# secretFile = "peer.secret"
# addresses = ["192.0.2.1", "2001:db8:0:1::1"]
`;

const NOTHING = `
# No NIC of this host can be given to DPDK as things are. What stands against each is above.
`;

const isGlobal = ({ scope, temporary }: Netdev['addresses'][number]): boolean =>
  scope === 'global' && !temporary;

const addressesOf = ({ addresses }: Netdev): readonly string[] =>
  addresses.filter(isGlobal).map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`);

/** Gateways of routes through the interface; the default one is never among them, as a NIC that has it is not to be bound. */
const gatewayOf = ({ routes }: Netdev, family: 'v4' | 'v6'): string | undefined =>
  routes
    .flatMap(({ gateway }) => (typeof gateway === 'string' ? [gateway] : []))
    .find((gateway) => gateway.includes(':') === (family === 'v6'));

const commented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `# ${line}`))
    .join('\n');

const titleOf = ({ address, id, driver }: Device, netdev: Netdev | undefined): string =>
  `\n# ${address} ${id}, ${driver ?? 'no driver'}${netdev === undefined ? ', no interface here' : `, ${netdev.name}`}\n`;

/** A reason may hold twice, once for each address family. */
const reasons = (refusals: readonly Cause[]): readonly string[] => [
  ...new Set(refusals.map(({ id, seen }) => `# not to be bound: ${id}: ${seen.replaceAll('\n', ' ')}\n`)),
];

const entry = ({ device, refusals }: DraftNic): string => {
  const [netdev] = device.netdevs;
  const title = titleOf(device, netdev);
  if (refusals.length > 0) return `${title}${reasons(refusals).join('')}`;
  if (netdev === undefined) return `${title}# give its MAC address and addresses by hand\n`;
  const addresses = addressesOf(netdev);
  const [gatewayV4, gatewayV6] = [gatewayOf(netdev, 'v4'), gatewayOf(netdev, 'v6')];
  const table = stringify({
    lab: {
      devices: [
        {
          pci: device.address,
          mac: netdev.permanentMac ?? netdev.mac,
          addresses: addresses.length === 0 ? ['192.0.2.10/24'] : [...addresses],
          ...(gatewayV4 === undefined ? {} : { gatewayV4 }),
          ...(gatewayV6 === undefined ? {} : { gatewayV6 }),
          mtu: netdev.mtu,
        },
      ],
    },
  });
  return addresses.length === 0
    ? `${title}# it has no address: give it one, and take the comment signs away\n${commented(table)}`
    : `${title}${table}`;
};

/**
 * Draft of a lab file: the NICs that may be bound as devices, the others as comments with the reasons. What nothing is known of is
 * a comment as well, so that the draft can be read by this program as it stands.
 */
export const draftLabFile = (nics: readonly DraftNic[]): string => {
  const entries = nics.map(entry);
  const usable = nics.some(({ device, refusals }) => refusals.length === 0 && device.netdevs.length > 0);
  return `${HEAD}${entries.join('')}${usable ? PEER : NOTHING}`;
};
