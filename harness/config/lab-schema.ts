import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const PCI = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-1][0-9a-f]\.[0-7]$/;
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

const ENDPOINT =
  /^(?:\[[0-9a-f:]+\]|[^:\s[\]]+):(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/;

/** `ADDRESS/LENGTH`. */
const network = z.union([z.cidrv4(), z.cidrv6()]);

const address = z.union([z.ipv4(), z.ipv6()]);

/** True when an address lies in the network of `ADDRESS/LENGTH`. */
export const liesIn = (host: string, text: string): boolean => {
  const [base = '', length = ''] = text.split('/');
  const family = isIP(base) === 4 ? 'ipv4' : 'ipv6';
  if (isIP(host) !== isIP(base)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(length), family);
  return list.check(host, family);
};

/** A link-local address is on every link (RFC 4291, section 2.5.6). */
const isLinkLocal = (host: string): boolean => liesIn(host, 'fe80::/10');

/** A NIC of the host that the run gives to DPDK, and how its port is configured. */
const deviceSchema = z
  .strictObject({
    /** PCI address, e.g. `0000:03:00.0`. */
    pci: z.string().regex(PCI, 'a PCI address like 0000:03:00.0'),
    /** By which the NIC is known, whatever its PCI address has become. */
    mac: z.string().regex(MAC, 'a MAC address in lower case like 52:54:00:00:00:03'),
    /** With prefix length; the first of each family is the main one. */
    addresses: z.array(network).nonempty(),
    gatewayV4: z.ipv4().optional(),
    gatewayV6: z.ipv6().optional(),
    mtu: z.int().min(576).max(9216).default(1500),
  })
  .superRefine(({ addresses, gatewayV4, gatewayV6 }, context) => {
    for (const [key, gateway] of Object.entries({ gatewayV4, gatewayV6 })) {
      const reached =
        gateway === undefined || isLinkLocal(gateway) || addresses.some((one) => liesIn(gateway, one));
      if (!reached)
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `${gateway} lies in none of the networks of ${addresses.join(', ')}`,
        });
    }
  });

/** The lab of a real host, the table `lab` of dpdk-conformance.toml. */
export const labFileSchema = z.strictObject({
  devices: z.array(deviceSchema).nonempty().max(2),
  /** The peer on another host (`dpdk-conformance peer`). */
  peer: z
    .strictObject({
      /** Where it waits for harnesses: `HOST:PORT`, an IPv6 address in brackets. */
      control: z.string().regex(ENDPOINT, 'HOST:PORT, an IPv6 address in brackets'),
      /** File with the secret both sides have; relative to the file. */
      secretFile: z.string().min(1),
      /**
       * Its addresses on the networks of the devices: on the first two IPv4 ones, the second of which has no echo service, and one of IPv6; on the
       * second one of each. Others are hosts behind the gateway.
       */
      addresses: z.array(address).nonempty(),
      /** An address behind the gateway to which nobody answers. */
      unanswered: z.ipv4().optional(),
    })
    .optional(),
});
export type LabFile = z.infer<typeof labFileSchema>;
export type LabFileDevice = LabFile['devices'][number];
