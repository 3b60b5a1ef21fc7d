// A host with an IOMMU and udev: refusals, binding every kind of NIC, holders, two binders, a device that is taken out and put back.
import { existsSync } from 'node:fs';
import {
  attempt,
  changes,
  dress,
  drivers,
  finish,
  nic,
  observe,
  part,
  PROGRAM,
  settle,
  sh,
  snapshot,
  startNic,
  startTestpmd,
  until,
} from './lib.mjs';

const DUT = '0000:03:00.0';
let before;

await part('every reason to refuse, all at once', async () => {
  sh(`
    modprobe bonding max_bonds=0
    ip link add bond0 type bond mode active-backup
    ip link set enp1s0 master bond0
    ip link set bond0 up
    ip address add 192.0.2.1/24 dev bond0
    ip route add default via 192.0.2.254
    ip link set enp2s0 up
    ip link add link enp2s0 name vlan7 type vlan id 7
    ip address add 2001:db8:2::2/64 dev enp2s0 nodad
    ip -6 route add default via 2001:db8:2::9 table 100
    ip link set enp3s0 up
    ip address add 198.51.100.3/24 dev enp3s0
    echo 2 > /sys/bus/pci/devices/0000:04:00.0/sriov_numvfs
    udevadm settle
    ip netns add blue
    ip link set enp5s0 netns blue
  `);
  await settle('enp2s0', 'enp3s0', 'bond0');
  const crowded = snapshot();
  const all = ['01:00.0', '02:00.0', '03:00.0', '04:00.0', '05:00.0', '07:01.0', '00:1f.2', '09:00.0'];
  observe(
    'refused',
    attempt(process.execPath, [PROGRAM, 'nic', 'bind', '--json', ...all], {
      SSH_CONNECTION: '198.51.100.9 50000 198.51.100.3 22',
    }),
  );
  observe('refusedChanged', changes(crowded, snapshot()));
});

await part('what other binders do with devices that carry a default route', async () => {
  sh('modprobe vfio-pci');
  observe('devbind', attempt('dpdk-devbind.py', ['--bind=vfio-pci', '02:00.0']));
  observe('devbindDrivers', drivers());
  attempt('dpdk-devbind.py', ['--bind=e1000e', '02:00.0']);
  sh('udevadm settle');
  await until(() => existsSync('/sys/class/net/enp2s0'));
  observe('devbindAddress', sh('ip address show dev enp2s0').includes('2001:db8:2::2'));
  sh(
    'ip link set enp2s0 up; ip address add 192.0.2.65/26 dev enp2s0; ip route add default via 192.0.2.66 metric 9',
  );
  observe('driverctl', attempt('driverctl', ['--nosave', 'set-override', '0000:02:00.0', 'vfio-pci']));
  observe('driverctlDrivers', drivers());
  attempt('driverctl', ['--nosave', 'unset-override', '0000:02:00.0']);
  sh(
    'ip netns delete blue; ip link delete bond0; ip link set enp3s0 down; ip address flush dev enp3s0; udevadm settle',
  );
  await until(() => existsSync('/sys/class/net/enp5s0') && existsSync('/sys/class/net/enp2s0'));
});

await part('every kind of NIC bound and given back', async () => {
  // A virtual function takes the address its owner set when it is probed.
  sh(`
    ip link set enp4s0 up
    ip link set enp4s0 vf 0 mac 52:54:00:00:00:40
    echo 0000:04:10.0 > /sys/bus/pci/drivers/igbvf/unbind
    echo 0000:04:10.0 > /sys/bus/pci/drivers/igbvf/bind
    udevadm settle
  `);
  dress('enp3s0');
  await settle('enp3s0', 'enp4s0');
  before = snapshot();
  const all = ['03:00.0', '05:00.0', '07:01.0', '07:02.0', '04:10.0'];
  const plan = observe('plan', nic('plan', '--json', ...all));
  observe('planChanged', changes(before, snapshot()));
  observe('bound', nic('bind', ...all, '--expect', JSON.parse(plan.stdout).fingerprint));
  observe('boundDrivers', drivers());
  observe('status', nic('status', '--json'));
  observe('given', nic('restore', '--json'));
  observe('givenChanged', changes(before, snapshot()));
  observe('again', nic('restore'));
});

await part('the new driver does not take a device it was given', () => {
  const bind = '/sys/bus/pci/drivers/vfio-pci/bind';
  sh(`mount --bind /proc/version ${bind}`);
  observe('failed', nic('bind', '--json', '03:00.0', '05:00.0'));
  sh(`umount ${bind}`);
  observe('failedChanged', changes(before, snapshot()));
});

await part('the host changes between plan and bind', () => {
  const { fingerprint } = JSON.parse(nic('plan', '--json', '03:00.0').stdout);
  sh('ip link set enp3s0 mtu 1300');
  observe('stale', nic('bind', '03:00.0', '--expect', fingerprint));
  sh('ip link set enp3s0 mtu 1400');
});

await part('a signal in the middle', async () => {
  const { child, done } = startNic('bind', '03:00.0');
  await until(() => child.exitCode !== null || existsSync(`/run/dpdk-conformance/nic/journals/${DUT}.jsonl`));
  child.kill('SIGTERM');
  observe('interrupted', await done);
  observe('interruptedChanged', changes(before, snapshot()));
});

await part('three at once', async () => {
  observe('three', await Promise.all([1, 2, 3].map(() => startNic('bind', '--json', '03:00.0').done)));
  observe('threeDrivers', drivers());
});

await part('held by a program of somebody else', async () => {
  // What the program writes to sysfs with.
  const { writeControlWithin } = await import('/tmp/program/control.js');
  const { child, ended } = await startTestpmd(DUT);
  observe('held', nic('restore'));
  const { kind } = await writeControlWithin('/sys/bus/pci/drivers/vfio-pci/unbind', DUT, 3000, {});
  observe('stuck', kind);
  child.kill('SIGKILL');
  await ended;
  await until(() => drivers()['03:00.0'].startsWith('null'));
});

await part('taken out and put back', () => {
  sh(`echo 1 > /sys/bus/pci/devices/${DUT}/remove`);
  observe('removed', nic('restore'));
  sh('echo 1 > /sys/bus/pci/rescan; udevadm settle');
  observe('rescanned', nic('restore'));
  observe('rescannedChanged', changes(before, snapshot()));
});

await part('held by a program of ours', async () => {
  nic('bind', '03:00.0');
  const { ended } = await startTestpmd(DUT, { DPDK_CONFORMANCE_RUN: 'nic' });
  observe('ownHeld', nic('restore'));
  observe('ownEnded', await ended);
  observe('ownChanged', changes(before, snapshot()));
});

finish();
