import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { err, ok, type Result } from '../../lib/core/result.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { interfacesIn, shellInNetns } from '../../lib/net/ip.js';
import { netnsHandle } from '../../lib/net/netns.js';
import { run } from '../../lib/proc/run.js';
import { start, type Child } from '../../lib/proc/start.js';
import { askGateway } from '../host/reach/read.js';
import type { GatewayLook, TargetLook } from '../host/reach/facts.js';
import type { Lab } from '../lab/lab.js';
import { INTERNET, type LinkLayout } from '../lab/layout.js';
import { markOf } from '../lab/mark.js';
import { IPV6_OFF, ipBatch, sysctls } from '../lab/script-parts.js';
import type { EventOf } from '../record/event.js';

const TAP = 'probe0';
const HTTPS = 443;
/** For testpmd to come up with the port and its link. */
const BRIDGE_MS = 60_000;
/** For each answer. */
const LIMIT_MS = 30_000;
const GRACE_MS = 10_000;
const ASK = join(packageRoot, 'dist', 'harness', 'host', 'reach', 'main.js');

type Target = EventOf<'internet'>['targets'][number];

/** The kernel's end of the bridge: the port's MAC, addresses and gateways. */
const furnishing = ({ network, dut }: LinkLayout): string => {
  const addresses = network?.addresses ?? [...dut.v4, ...dut.v6];
  const gateways = [network?.gatewayV4, network?.gatewayV6].flatMap((gateway) => gateway ?? []);
  return [
    sysctls({ [`ipv6/conf/${TAP}/accept_ra`]: '0', [`ipv6/conf/${TAP}/disable_ipv6`]: '0' }),
    ipBatch([
      `link set ${TAP} up`,
      ...addresses.map((one) => `address add ${one} dev ${TAP}${one.includes(':') ? ' nodad' : ''}`),
      ...gateways.map((gateway) => `route add default via ${gateway} dev ${TAP}`),
    ]),
  ].join('\n');
};

const isPlugged = async (namespace: string): Promise<boolean> =>
  ((await interfacesIn(namespace)) ?? []).some(
    ({ ifname, flags }) => ifname === TAP && flags.includes('LOWER_UP'),
  );

/** testpmd between the port and a tap: what comes in at one goes out at the other. */
const bridge = (
  lab: Lab,
  namespace: string,
  link: LinkLayout,
  core: number,
  said: (line: string) => void,
): Child =>
  start(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'nsenter', `--net=${netnsHandle(namespace)}`, 'dpdk-testpmd'],
      ...[`--lcores=0@${String(core)},1@${String(core)}`, '--in-memory', '--no-telemetry', '-m', '64'],
      ...[link.ealArgument, `--vdev=net_tap0,iface=${TAP},mac=${link.mac}`],
      ...['--', '--nb-cores=1', '--forward-mode=io', '--auto-start', '--total-num-mbufs=2048'],
    ],
    { input: true, env: markOf(lab.run), ownGroup: true, onLine: { 1: said, 2: said } },
  );

const ask = async (namespace: string, address: string): Promise<Target> => {
  const asked = await run(
    'nsenter',
    [`--net=${netnsHandle(namespace)}`, process.execPath, ASK, address, String(HTTPS), String(LIMIT_MS)],
    { extendEnv: false, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
  );
  if (asked.exitCode !== 0) return { address, problem: `it could not be asked: ${asked.stderr.slice(-300)}` };
  const answer = JSON.parse(asked.stdout) as Result<string, string>;
  return answer.ok ? { address, name: answer.value } : { address, problem: answer.error };
};

/** Waits until the bridge carries; the error says why it does not. */
const carries = async (
  namespace: string,
  child: Child,
  words: readonly string[],
): Promise<Result<void, string>> => {
  const state = { ended: false };
  void child.exited.then(() => (state.ended = true));
  const deadline = performance.now() + BRIDGE_MS;
  while (!(await isPlugged(namespace))) {
    if (state.ended) return err(`dpdk-testpmd did not take the port: ${words.slice(-4).join(' / ')}`);
    if (performance.now() > deadline) return err('dpdk-testpmd did not come up with the port');
    await pause(20);
  }
  return ok(undefined);
};

const end = async (child: Child): Promise<void> => {
  child.signalTree('SIGTERM');
  const clock = setTimeout(() => {
    child.signalTree('SIGKILL');
  }, GRACE_MS);
  await child.exited;
  clearTimeout(clock);
};

/**
 * Uses a port that DPDK has as the kernel would: a namespace gets the port's MAC, addresses and gateways on a tap that testpmd joins to the port.
 * `use` is given the names of the namespace and of the tap in it; the error says why there is none.
 */
const throughPort = async <T>(
  lab: Lab,
  link: LinkLayout,
  core: number,
  use: (namespace: string, tap: string) => Promise<T>,
): Promise<Result<T, string>> => {
  const namespace = await lab.bareNamespace('probe');
  if (!namespace.ok) return err(namespace.error.seen);
  const name = namespace.value;
  const script = [IPV6_OFF, ipBatch([`tuntap add dev ${TAP} mode tap multi_queue`, `link set ${TAP} up`])];
  const tap = await shellInNetns(name, script.join('\n'), markOf(lab.run));
  if (tap.exitCode !== 0) return err(tap.stderr.trim());
  const words: string[] = [];
  const child = bridge(lab, name, link, core, (line) => words.push(line.slice(0, 200)) > 20 && words.shift());
  try {
    const up = await carries(name, child, words);
    if (!up.ok) return up;
    const furnished = await shellInNetns(name, furnishing(link), markOf(lab.run));
    return furnished.exitCode === 0 ? ok(await use(name, TAP)) : err(furnished.stderr.trim());
  } finally {
    await end(child);
  }
};

const TARGETS = [INTERNET.v4, INTERNET.v6];

/** Who the targets of the Internet are, seen through a port: each is asked for a certificate of its address. */
export const askThroughPort = async (
  lab: Lab,
  link: LinkLayout,
  core: number,
): Promise<readonly Target[]> => {
  const asked = await throughPort(lab, link, core, (namespace) =>
    Promise.all(TARGETS.map((address) => ask(namespace, address))),
  );
  return asked.ok ? asked.value : TARGETS.map((address) => ({ address, problem: asked.error }));
};

/** As {@link askThroughPort}, and whether the gateways of the port answer on its cable. */
export const lookThroughPort = async (
  lab: Lab,
  link: LinkLayout,
  core: number,
): Promise<{ readonly gateways: readonly GatewayLook[]; readonly targets: readonly TargetLook[] }> => {
  const gateways = [link.network?.gatewayV4, link.network?.gatewayV6].flatMap((one) => one ?? []);
  const asked = await throughPort(lab, link, core, async (namespace, tap) => {
    // TCP asks again while the port's link is still coming up; an echo request is sent once, so it comes after.
    const targets = await Promise.all(TARGETS.map((address) => ask(namespace, address)));
    return {
      gateways: await Promise.all(gateways.map((gateway) => askGateway(gateway, tap, namespace))),
      targets,
    };
  });
  if (!asked.ok)
    return {
      gateways: gateways.map((gateway) => ({ gateway, mac: err(asked.error) })),
      targets: TARGETS.map((address) => ({ address, identity: err(asked.error) })),
    };
  return {
    gateways: asked.value.gateways,
    targets: asked.value.targets.map(({ address, name, problem }) => ({
      address,
      identity: name === undefined ? err(problem ?? 'no certificate') : ok(name),
    })),
  };
};
