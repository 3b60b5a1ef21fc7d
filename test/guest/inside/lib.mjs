// What scenarios in the guest have in common. Plain Node: the guest has no dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

// From memory: each start of the program reads its files again.
cpSync('/project/.dpdk-conformance/guest/program', '/tmp/program', { recursive: true });
export const PROGRAM = '/tmp/program/dpdk-conformance.mjs';

const observations = {};
const began = performance.now();

/** Keeps what was seen under a name, and says how far the scenario is. */
export const observe = (name, value) => {
  observations[name] = value;
  process.stderr.write(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${name}\n`);
  return value;
};

/** Hands everything observed to the host. */
export const finish = () => {
  process.stdout.write(JSON.stringify(observations));
};

/** Runs a shell script that must succeed; its output. */
export const sh = (script) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-euc', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script}: exit ${status}: ${stderr}${stdout}`);
  return stdout;
};

/** Runs a program that may fail. */
export const attempt = (file, args, env = {}) => {
  const { status, signal, stdout, stderr } = spawnSync(file, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status, signal, stdout, stderr };
};

/** Runs `dpdk-conformance nic …`. */
export const nic = (...args) => attempt(process.execPath, [PROGRAM, 'nic', ...args]);

/** Starts `dpdk-conformance nic …`; `done` tells how it ended. */
export const startNic = (...args) => {
  const child = spawn(process.execPath, [PROGRAM, 'nic', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  const done = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return { child, done };
};

/** Looks again and again until something holds. */
export const until = async (holds) => {
  for (;;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const PCI = '/sys/bus/pci/devices';
const link = (path) => (existsSync(path) ? basename(readlinkSync(path)) : null);

/** Driver and override of every NIC. */
export const drivers = () =>
  Object.fromEntries(
    readdirSync(PCI)
      .filter((address) => readFileSync(`${PCI}/${address}/class`, 'utf8').startsWith('0x02'))
      .map((address) => [
        address.slice(5),
        `${link(`${PCI}/${address}/driver`)} ${readFileSync(`${PCI}/${address}/driver_override`, 'utf8').trim()}`,
      ]),
  );

const json = (command) => JSON.parse(sh(command) || '[]');
const without = (keys, object) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
const byName = (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/**
 * Everything of the guest's network that a bind could leave changed, read by other means than the program's own. Index numbers and
 * the remaining seconds of lifetimes are left out, and what depends on the moment (a link that is coming up).
 */
export const snapshot = () => {
  const links = json('ip -j -d link show');
  const names = links.map(({ ifname }) => ifname).filter((name) => name !== 'lo');
  return {
    drivers: drivers(),
    links: links
      .map((one) => without(['ifindex', 'operstate', 'num_tx_queues', 'num_rx_queues', 'parentdev'], one))
      .map((one) => ({
        ...one,
        flags: one.flags.filter((flag) => !/UP|CARRIER/.test(flag) || flag === 'UP'),
      }))
      .sort(byName),
    addresses: json('ip -j -d address show')
      .map(({ ifname, addr_info }) => [
        ifname,
        addr_info
          .map(({ family, local, prefixlen, scope, label }) => ({ family, local, prefixlen, scope, label }))
          .sort(byName),
      ])
      .sort(byName),
    routes: ['-4', '-6'].flatMap((family) =>
      json(`ip -j -d ${family} route show table all`)
        .map((one) => without(['flags'], one))
        .sort(byName),
    ),
    neighbours: json('ip -j neighbour show nud permanent')
      .filter(({ dst }) => !/^(ff|22[4-9])/.test(dst))
      .sort(byName),
    qdiscs: json('tc -j qdisc show')
      .map((one) => without(['handle', 'refcnt'], one))
      .sort(byName),
    ethtool: names
      .map((name) => [
        name,
        ...['-g', '-l', '-k', '-P'].map((option) => attempt('ethtool', [option, name]).stdout),
      ])
      .sort(byName),
    sysctls: attempt('sysctl', ['-a'])
      .stdout.split('\n')
      .filter((line) => /^net\.ipv[46]\.(conf|neigh)\./.test(line))
      .sort(),
    state: existsSync('/run/dpdk-conformance/nic'),
  };
};

/** Where two snapshots differ, as a list of texts; empty when they are equal. */
export const changes = (before, after) => {
  const flat = (value, path = '') =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, `${path}/${key}`))
      : [[path, JSON.stringify(value)]];
  const [was, is] = [new Map(flat(before)), new Map(flat(after))];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => was.get(key) !== is.get(key))
    .map((key) => `${key}: ${was.get(key)} -> ${is.get(key)}`);
};

/** Gives an interface of everything that is lost at unbind. */
export const dress = (name) => {
  sh(`
    ip link set ${name} address 02:00:00:00:00:33 mtu 1400 txqueuelen 77 alias 'to be tested'
    ip link property add dev ${name} altname dut0
    ethtool -G ${name} rx 512
    ethtool -K ${name} tso off
    ip link set ${name} up promisc on
    ip address add 198.51.100.3/24 dev ${name} label ${name}
    ip address add 198.51.100.33/32 dev ${name} noprefixroute
    ip address add 2001:db8:3::3/64 dev ${name} nodad
    ip route add 203.0.113.0/24 via 198.51.100.9 metric 7
    ip route add 192.0.2.128/25 dev ${name} table 100
    ip -6 route add 2001:db8:9::/48 via 2001:db8:3::9
    ip neighbour add 198.51.100.77 lladdr 02:00:00:00:00:77 dev ${name} nud permanent
    sysctl -q -w net.ipv4.conf.${name}.forwarding=1 net.ipv6.conf.${name}.accept_ra=0 net.ipv4.neigh.${name}.base_reachable_time_ms=12000
  `);
};

/** Waits until the addresses an interface gives itself are there, so that snapshots are of a host at rest. */
export const settle = (name) =>
  until(
    () =>
      sh(`ip -6 address show dev ${name} scope link`).includes('fe80') &&
      !sh('ip -6 address show tentative').includes('inet6'),
  );

/** Starts testpmd on a device and waits until it has it open. */
export const startTestpmd = async (address, node, env = {}) => {
  sh('echo 64 > /proc/sys/vm/nr_hugepages');
  const child = spawn(
    'dpdk-testpmd',
    ['-l', '0', '-a', address, '--in-memory', '-m', '64', '--', '-i', '--total-num-mbufs=2048'],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, ...env },
    },
  );
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  const open = () =>
    readdirSync(`/proc/${child.pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${child.pid}/fd/${fd}`).includes('vfio-device');
      } catch {
        return false;
      }
    });
  await until(() => child.exitCode !== null || (existsSync(`/proc/${child.pid}/fd`) && open()));
  return { child, ended, node };
};
