// A host with a NIC for a lab: what `init` drafts of it, and what `doctor` finds of the draft. At the other end of the cable is a gateway,
// and behind it somebody who accepts every connection to an address of the Internet.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { attempt, finish, nic, observe, PROGRAM, settle, sh, until } from './lib.mjs';

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
finish();
