import { z } from 'zod';
import { PEER_PORTS } from './ports.js';
import type { ServiceName } from './registry.js';

const SERVICE_NAMES = [
  'echo',
  'discard',
  'source',
  'halfClose',
  'reset',
  'slowReader',
  'silent',
  'control',
  'http',
] as const satisfies readonly ServiceName[];

/** The peer's config file: one entry a listening socket. `::` listens on every address of both families. */
export const peerConfigSchema = z.strictObject({
  version: z.literal(1),
  /** How much slower than usual the other side is: what is to be slow for it waits as much longer. */
  slowness: z.number().min(1).max(100).optional(),
  listen: z
    .array(
      z.strictObject({
        service: z.enum(SERVICE_NAMES),
        host: z.union([z.ipv4(), z.ipv6()]),
        /** 0 lets the system choose; the `ready` line names the port it chose. */
        port: z.int().min(0).max(65535),
      }),
    )
    .min(1)
    .max(256),
});
export type PeerConfig = z.infer<typeof peerConfigSchema>;

/** What {@link labPeerConfig} must know of a lane: the peer's addresses, without prefix length. */
export interface PeerAddresses {
  /** By link; the first address of each family answers echo, further ones do not (a name's first, refusing address). */
  readonly links: readonly { readonly v4: readonly string[]; readonly v6: readonly string[] }[];
  /** Ordinary hosts behind the gateway, both families: they answer echo too. */
  readonly routed: readonly string[];
  /** See {@link peerConfigSchema}; default 1. */
  readonly slowness?: number;
}

/** The config of a lane's peer: echo on chosen addresses only, everything else on every address of the namespace. */
export const labPeerConfig = (addresses: PeerAddresses): PeerConfig => {
  const first = addresses.links.flatMap((link) => [...link.v4.slice(0, 1), ...link.v6.slice(0, 1)]);
  const echoHosts = [...first, ...addresses.routed];
  return {
    version: 1,
    ...(addresses.slowness === undefined ? {} : { slowness: addresses.slowness }),
    listen: [
      ...echoHosts.map((host) => ({ service: 'echo' as const, host, port: PEER_PORTS.echo })),
      ...SERVICE_NAMES.filter((service) => service !== 'echo').map((service) => ({
        service,
        host: '::',
        port: PEER_PORTS[service],
      })),
    ],
  };
};
