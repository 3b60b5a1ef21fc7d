// A lab host with an igb for DPDK, and the host at the other end of its cable: a network namespace with the virtio NIC of the same cable,
// joined to the lab host by a network of its own for the control connection. The user space is the host's own, so that cargo is there. Behind
// the other host somebody stands in for the Internet, with a certificate that the environment tells to believe.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  attempt,
  changes,
  drivers,
  finish,
  nic,
  observe,
  part,
  PROGRAM,
  settle,
  sh,
  snapshot,
  until,
} from './lib.mjs';

const { root, crate, environment } = JSON.parse(readFileSync('/share/real.json', 'utf8'));
const interfaceOf = (address) =>
  sh(
    `ls -d /sys/bus/pci/devices/0000:${address}/net/* /sys/bus/pci/devices/0000:${address}/virtio*/net/* 2>/dev/null | tail -1`,
  )
    .trim()
    .split('/')
    .at(-1);
const DUT = '0000:04:00.0';
const port = interfaceOf('04:00.0');
const cable = interfaceOf('05:00.0');
sh(`
  modprobe -a overlay vfio-pci tun
  mkdir -p /upper /labhost
  mount -t tmpfs -o size=8g tmpfs /upper
  mkdir /upper/new /upper/work
  mount -t overlay -o lowerdir=/host,upperdir=/upper/new,workdir=/upper/work overlay /labhost
  for place in dev sys run; do mount --rbind /$place /labhost/$place; done
  mount -t proc proc /labhost/proc
  cp -r ${dirname(PROGRAM)}/. /labhost${root}/ # the program joined into few files: the same, but soon read
  mkdir -p /labhost/share && mount --bind /share /labhost/share
  mkdir -p /labhost/lib/modules && mount --bind /lib/modules /labhost/lib/modules
  ip netns add far
  ip link add near type veth peer name far netns far
  ip address add 192.0.2.2/30 dev near
  ip link set near up
  ip -n far address add 192.0.2.1/30 dev far
  ip -n far link set far up
  ip link set ${cable} netns far
  ip netns exec far ethtool -K ${cable} tx off rx off tso off gso off gro off
  ip -n far link set lo up
  ip -n far link set ${cable} up
  for a in 198.51.100.1/24 198.51.100.2/24; do ip -n far address add $a dev ${cable}; done
  ip -n far address add 2001:db8:77::1/64 dev ${cable} nodad
  for a in 1.1.1.1/32 2606:4700:4700::1111/128; do ip -n far address add $a dev lo; done
  ip address add 198.51.100.77/24 dev ${port}
  ip link set ${port} up
`);
settle(port);

const folder = '/labhost/tmp/real';
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/peer.secret`, 'what only these two hosts know\n', { mode: 0o600 });
sh(`chroot /labhost openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout /tmp/real/key.pem -out /tmp/real/certificate.pem \
  -subj '/CN=the Internet' -addext subjectAltName=IP:1.1.1.1,IP:2606:4700:4700::1111 2>/dev/null`);
writeFileSync(
  `${folder}/dpdk-conformance.toml`,
  `[[lab.devices]]
pci = "${DUT}"
mac = "52:54:00:00:00:04"
addresses = ["198.51.100.10/24", "198.51.100.11/24", "2001:db8:77::10/64"]
gatewayV4 = "198.51.100.1"
gatewayV6 = "2001:db8:77::1"
[lab.peer]
control = "192.0.2.1:7100"
secretFile = "peer.secret"
addresses = ["198.51.100.1", "198.51.100.2", "2001:db8:77::1"]
`,
);

// The lab host's root is a root, not a folder of another: what the kernel says of paths is as on any host.
mkdirSync('/labhost/old');
const host = spawn(
  'unshare',
  [
    '--mount',
    '--propagation',
    'private',
    'bash',
    '-euc',
    'cd /labhost; pivot_root . old; umount -l /old; echo; exec sleep infinity',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
await once(host.stdout, 'data');
const variables = [...environment, ['NODE_EXTRA_CA_CERTS', '/tmp/real/certificate.pem']].map(
  ([name, value]) => `${name}=${value}`,
);
/** A program of the lab host. */
const program = (...args) => [
  ...[`--mount=/proc/${host.pid}/ns/mnt`, 'env', '-i', '-C', '/tmp/real', ...variables],
  ...['node', `${root}/bin/dpdk-conformance.js`, ...args],
];
/** A program of the other host. */
const beyond = (...args) =>
  spawn('ip', ['netns', 'exec', 'far', process.execPath, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const standIn = beyond(
  '-e',
  `const files = { cert: require('fs').readFileSync('certificate.pem'), key: require('fs').readFileSync('key.pem') };
   for (const host of ['1.1.1.1', '2606:4700:4700::1111']) {
     require('http').createServer((_, answer) => answer.writeHead(301, { connection: 'close' }).end('moved')).listen(80, host);
     require('https').createServer(files, (_, answer) => answer.end()).listen(443, host);
   }`,
);
await until(() => sh('ip netns exec far ss -Htln sport = :443').trim() !== '');
const wireTap = `/labhost${root}/.dpdk-conformance/native/release/wire-tap`;
const addresses = ['198.51.100.1', '198.51.100.2', '2001:db8:77::1'].flatMap((one) => ['--address', one]);
const place = ['--listen', '192.0.2.1:7100', '--secret-file', 'peer.secret'];
const peer = beyond(PROGRAM, 'peer', ...place, '--capture', wireTap, ...addresses);
let told = '';
peer.stdout.on('data', (chunk) => (told += chunk));
await until(() => told.includes('waiting on port'));

/** A run of the lab host that looks at some criteria. */
const runOf = (out, criteria, ...more) =>
  program(
    ...['run', '--profile', 'real', '--out', `/share/${out}`, '--work-dir', `${root}/.dpdk-conformance`],
    ...['--test-timeout', '300', ...more],
    ...criteria.flatMap((id) => ['--criterion', id]),
  );
const before = snapshot(port);

await part('a run on a crate', async () => {
  observe('ran', attempt('nsenter', runOf('real', ['AC-8', 'AC-0.2', 'AC-0.5', 'X-LOSS'], '--crate', crate)));
  observe('changed', changes(before, snapshot(port)));
  await until(() => told.includes('done with')); // nobody listened to it meanwhile
  observe('told', told);
});

await part('a run on the reference that is killed, its lane up', async () => {
  const child = spawn('nsenter', runOf('killed', ['AC-2']), { stdio: 'ignore' });
  const record = '/share/killed/run.jsonl';
  const laneIsUp = () => existsSync(record) && readFileSync(record, 'utf8').includes('"lane-ready"');
  let over = false;
  const ended = new Promise((resolve) => child.on('exit', resolve)).then(() => (over = true));
  await until(() => laneIsUp() || over);
  child.kill('SIGKILL');
  await ended;
  observe('between', drivers()['04:00.0']);
  observe('restored', attempt('nsenter', program('lab', 'restore')));
  observe('changedByKill', changes(before, snapshot(port)));
});

await part('questions through the port', async () => {
  nic('bind', DUT);
  observe('doctor', attempt('nsenter', program('doctor', '--json', '--through-port')));
  nic('restore');
  observe('changedByDoctor', changes(before, snapshot(port)));
});

peer.kill('SIGTERM');
standIn.kill('SIGKILL');
finish();
