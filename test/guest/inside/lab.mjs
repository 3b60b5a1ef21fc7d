// A host with a NIC for a lab: what `init` drafts of it, and what `doctor` finds of the draft. At the other end of the cable is a gateway,
// and behind it somebody who accepts every connection to an address of the Internet.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { attempt, finish, nic, observe, PROGRAM, settle, sh, startEal, until } from './lib.mjs';

const interfaceOf = (address) => sh(`ls /sys/bus/pci/devices/0000:${address}/net`).trim();
const [tester, subject] = [interfaceOf('02:00.0'), interfaceOf('03:00.0')];
sh(`
  ip netns add far
  ip link set ${tester} netns far
  ip -n far link set lo up
  ip -n far address add 1.1.1.1/32 dev lo
  ip -n far address add 192.0.2.1/24 dev ${tester}
  ip -n far address add 2001:db8:0:1::1/64 dev ${tester} nodad
  ip -n far link set ${tester} up
  ip address add 192.0.2.10/24 dev ${subject}
  ip address add 2001:db8:0:1::10/64 dev ${subject} nodad
  ip link set ${subject} up
  ip route add 1.1.1.1/32 via 192.0.2.1
`);
settle(subject);
const accepting = "require('net').createServer((socket) => socket.resume()).listen(443, '1.1.1.1')";
const standIn = spawn('ip', ['netns', 'exec', 'far', process.execPath, '-e', accepting]);
await until(() => sh('ip netns exec far ss -Htln sport = :443').trim() !== '');

const folder = '/tmp/lab';
mkdirSync(folder);
const program = (...args) => attempt('env', ['-C', folder, process.execPath, PROGRAM, ...args]);
observe('drafted', program('init'));
observe('draft', sh(`cat ${folder}/dpdk-conformance.toml`));
observe('again', program('init'));

const mac = sh(`cat /sys/class/net/${subject}/address`).trim();
const doctor = (name, device) => {
  const lines = Object.entries({ pci: '0000:03:00.0', mac, ...device });
  const toml = lines.map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join('\n');
  writeFileSync(`${folder}/lab.toml`, `[[lab.devices]]\n${toml}\n`);
  observe(name, program('doctor', '--json', '--config', 'lab.toml'));
};
const addresses = ['192.0.2.10/24', '2001:db8:0:1::10/64'];
doctor('right', { addresses, gatewayV4: '192.0.2.1', gatewayV6: '2001:db8:0:1::1' });
doctor('wrong', { addresses, gatewayV4: '192.0.2.99', mac: '52:54:00:00:00:99' });
observe('unreadable', program('doctor', '--config', 'nowhere.toml'));

// A NIC on the second of two NUMA nodes.
const FAR = '0000:81:00.0';
const pages = () =>
  [0, 1].map((node) =>
    sh(`cat /sys/devices/system/node/node${node}/hugepages/hugepages-2048kB/nr_hugepages`).trim(),
  );
observe('far', program('doctor', '--json', '--nic', FAR, '--config', 'lab.toml'));
observe('farBound', nic('bind', FAR, '--hugepages', '2M:16'));
observe('farPages', pages());
nic('restore');
observe('farAfter', pages());
standIn.kill('SIGKILL');

// The model of NIC that runs in a guest have, with two queues, and at the other end of its cable somebody who begins many connections.
const PORT = '04:00.0';
const cable = sh('ls /sys/bus/pci/devices/0000:05:00.0/virtio*/net').trim();
sh(`
  ip address add 198.51.100.1/24 dev ${cable}
  ip link set ${cable} up
  ip neighbour add 198.51.100.10 lladdr 52:54:00:00:00:04 dev ${cable}
`);
nic('bind', PORT, '--hugepages', '2M:64');
// A worker of the other NUMA node wants memory there.
sh('echo 32 > /sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages');
const pmd = await startEal(['-a', PORT, '--in-memory'], '--rxq=2', '--txq=2', '--nb-cores=1');
const ask = (...lines) => pmd.stdin.write(`${lines.join('\n')}\n`);
ask(
  ...['port config all rss tcp', 'set fwd rxonly', 'set verbose 1'],
  'flow create 0 ingress pattern eth type is 0x88b5 / end actions queue index 1 / end',
  'start',
);
for (let port = 7000; port < 7032; port += 1) connect(port, '198.51.100.10').on('error', () => undefined);
const queues = () => {
  const received = pmd.told().matchAll(/L4_TCP .*Receive queue=0x(\d)/g);
  return [...new Set([...received].map(([, queue]) => queue))].sort();
};
await until(() => queues().length === 2 || pmd.exitCode !== null);
observe('queues', queues());
observe('flow', /Flow rule .*|.*flow.*error.*/i.exec(pmd.told())?.[0] ?? '');
ask('stop', 'quit');
await until(() => pmd.exitCode !== null);
observe('unqueued', nic('restore'));
finish();
