import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { z } from 'zod';
import { err, ok, type Result } from '../../../lib/core/result.js';
import { deviceDirectory, driverOf, groupOf, interfacesOf } from '../../../lib/nic/read/device.js';
import { readNetdev } from '../../../lib/nic/read/netdev.js';
import { exists } from '../../../lib/files/stat.js';
import { netnsHandle } from '../../../lib/net/netns.js';
import { run } from '../../../lib/proc/run.js';
import type { LabFile, LabFileDevice } from '../../config/lab-schema.js';
import { INTERNET } from '../../lab/layout.js';
import type { DeviceLook, GatewayLook, ReachFacts } from './facts.js';
import { identityOf } from './identity.js';

/** Name whose addresses the targets of the suite `tcp_dpdk_real` are. */
export const TARGET_NAME = 'one.one.one.one';
const HTTPS = 443;
const LIMIT_MS = 5000;

const neighbours = z.array(
  z.object({ lladdr: z.string().optional(), state: z.array(z.string()).default([]) }),
);

/** Asks a gateway for its MAC address on an interface, of this network namespace or another: by an echo request that makes the kernel ask, and a look at what it learned. */
export const askGateway = async (gateway: string, name: string, namespace?: string): Promise<GatewayLook> => {
  const there = (file: string, args: readonly string[]): ReturnType<typeof run> =>
    namespace === undefined
      ? run(file, args)
      : run('nsenter', [`--net=${netnsHandle(namespace)}`, file, ...args]);
  const echo = await there('ping', ['-c', '1', '-W', '2', '-I', name, gateway]);
  if (echo.startError !== undefined) return { gateway, mac: err(`ping: ${echo.startError}`) };
  const shown = await there('ip', ['-json', 'neighbour', 'show', 'to', gateway, 'dev', name]);
  const known = neighbours.safeParse(JSON.parse(shown.stdout.trim() || '[]'));
  const [found] = known.success ? known.data : [];
  return {
    gateway,
    mac:
      found?.lladdr === undefined || found.state.includes('FAILED')
        ? err(`no answer on ${name}`)
        : ok(found.lladdr),
  };
};

const lookAt = async (wanted: LabFileDevice): Promise<DeviceLook> => {
  const [name] = interfacesOf(wanted.pci);
  const netdev = name === undefined ? undefined : await readNetdev(name);
  const gateways = [wanted.gatewayV4, wanted.gatewayV6].flatMap((gateway) => gateway ?? []);
  return {
    wanted,
    absent: !exists(deviceDirectory(wanted.pci)),
    mac: netdev?.permanentMac ?? netdev?.mac,
    interface: name,
    driver: driverOf(wanted.pci),
    group: groupOf(wanted.pci),
    gateways:
      name === undefined ? [] : await Promise.all(gateways.map((gateway) => askGateway(gateway, name))),
  };
};

const resolve = async (): Promise<Result<readonly string[], string>> => {
  try {
    return ok((await lookup(TARGET_NAME, { all: true })).map(({ address }) => address));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
};

/** Main address of a family that the kernel has on the device; undefined: none. */
const sourceFor = ({ devices }: LabFile, target: string): string | undefined =>
  devices
    .filter(({ pci }) => interfacesOf(pci).length > 0)
    .flatMap(({ addresses }) => addresses)
    .map((text) => text.split('/')[0] ?? '')
    .find((address) => isIP(address) === isIP(target));

/**
 * Looks at what a lab file names. It sends an echo request to each gateway, a question to the resolver and a TLS handshake to each target
 * of the Internet, from the device's own address where the kernel has it; it changes nothing.
 */
export const readReach = async (lab: LabFile): Promise<ReachFacts> => {
  const [devices, resolved, targets] = await Promise.all([
    Promise.all(lab.devices.map(lookAt)),
    resolve(),
    Promise.all(
      [INTERNET.v4, INTERNET.v6].map(async (address) => {
        const from = sourceFor(lab, address);
        const question = { address, port: HTTPS, limitMs: LIMIT_MS, ...(from === undefined ? {} : { from }) };
        return { address, identity: await identityOf(question) };
      }),
    ),
  ]);
  return { devices, resolved, targets };
};
