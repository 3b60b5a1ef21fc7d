// What scenarios in the guest have in common. Plain Node: the guest has no dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

// From memory: each start of the program reads its files again.
cpSync('/project/.dpdk-conformance/guest/program-of-tests', '/tmp/program', { recursive: true });
export const PROGRAM = '/tmp/program/dpdk-conformance.mjs';

const observations = {};
const began = performance.now();

/** Keeps what was seen under a name, and says how far the scenario is. */
export const observe = (name, value) => {
  observations[name] = value;
  process.stderr.write(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${name}\n`);
  return value;
};

/** One part of a scenario. What goes wrong in it is observed as well, and the next part goes on. */
export const part = async (name, work) => {
  try {
    await work();
  } catch (error) {
    observe(`error: ${name}`, error.stack);
  }
};

/** Hands everything observed to the host and ends, whatever still runs. */
export const finish = () => {
  writeFileSync(1, JSON.stringify(observations));
  process.exit(0);
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

/** Looks again and again until something holds; gives up when it never does. */
export const until = async (holds) => {
  const deadline = performance.now() + 300_000;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > deadline) throw new Error(`never came to hold: ${holds}`);
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

const without = (keys, object) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
const byText = (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What a snapshot is made of; in one shell, because starting programs is what takes the time here. */
const QUESTIONS = {
  links: 'ip -j -d link show',
  addresses: 'ip -j -d address show',
  routes4: 'ip -j -d -4 route show table all',
  routes6: 'ip -j -d -6 route show table all',
  neighbours: 'ip -j neighbour show nud permanent',
  qdiscs: 'tc -j qdisc show',
  ethtool:
    'for name in ${1:-$(ls /sys/class/net | sort)}; do for o in -g -l -k -P; do echo "$name $o"; ethtool $o $name 2>&1 || true; done; done',
  sysctls: 'cd /proc/sys/net; grep -rs "" ipv[46]/{conf,neigh}/${1:-*} || true',
};

/**
 * Everything of the guest's network that a bind could leave changed, read by other means than the program's own. Index numbers and
 * the remaining seconds of lifetimes are left out, and what depends on the moment (a link that is coming up). With a name, rings,
 * offloads and sysctls are those of that interface only.
 */
export const snapshot = (name = '') => {
  const answers = sh(`set -- ${name}; ${Object.values(QUESTIONS).join('; echo @@; ')}`).split('@@\n');
  const text = Object.fromEntries(Object.keys(QUESTIONS).map((key, index) => [key, answers[index]]));
  const json = (key) => JSON.parse(text[key].trim() || '[]').filter((one) => Object.keys(one).length > 0);
  const moment = ['ifindex', 'operstate', 'num_tx_queues', 'num_rx_queues', 'parentdev'];
  return {
    drivers: drivers(),
    links: json('links')
      .map((one) => without(moment, one))
      .map((one) => ({
        ...one,
        flags: one.flags.filter((flag) => flag === 'UP' || !/UP|CARRIER/.test(flag)),
      }))
      .sort(byText),
    addresses: json('addresses')
      .map(({ ifname, addr_info }) => [
        ifname,
        addr_info
          .map(({ family, local, prefixlen, scope, label }) => ({ family, local, prefixlen, scope, label }))
          .sort(byText),
      ])
      .sort(byText),
    routes: ['routes4', 'routes6'].map((key) =>
      json(key)
        .map((one) => without(['flags'], one))
        .sort(byText),
    ),
    neighbours: json('neighbours')
      .filter(({ dst }) => !/^(ff|22[4-9])/.test(dst))
      .sort(byText),
    qdiscs: json('qdiscs')
      .map((one) => without(['handle', 'refcnt'], one))
      .sort(byText),
    ethtool: text.ethtool.split('\n'),
    sysctls: text.sysctls.split('\n').sort(),
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

/** Waits until the addresses interfaces give themselves are there, so that snapshots are of a host at rest. */
export const settle = (...names) =>
  until(
    () =>
      names.every((name) => sh(`ip -6 address show dev ${name} scope link`).includes('fe80')) &&
      !sh('ip -6 address show tentative').includes('inet6'),
  );

/** Starts testpmd on a device and waits until it has it open. */
export const startTestpmd = async (address, env = {}) => {
  sh('echo 64 > /proc/sys/vm/nr_hugepages');
  const child = spawn(
    'dpdk-testpmd',
    ['-l', '0,1', '-a', address, '--in-memory', '-m', '64', '--', '-i', '--total-num-mbufs=2048'],
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
  return { child, ended };
};

/** Starts testpmd with arguments of one's own, for EAL and for itself, and waits until it is up; `told` is what it said so far. */
export const startEal = async (args, ...more) => {
  const child = spawn('dpdk-testpmd', ['-l', '0,1', ...args, '--', '-i', '--total-num-mbufs=2048', ...more], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.told = () => said;
  await until(() => said.includes('testpmd>') || child.exitCode !== null);
  return child;
};
