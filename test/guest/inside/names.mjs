// A host without udev, where interfaces are called as they come; and one that went down while a device was bound.
import { mkdirSync } from 'node:fs';
import { changes, finish, nic, observe, sh, snapshot } from './lib.mjs';

sh('modprobe -a e1000e vfio-pci');
mkdirSync('/run/dpdk-conformance');
sh('mount --bind /share/state /run/dpdk-conformance');
const fresh = snapshot();
observe('leftStatus', nic('status', '--json', '03:00.0'));
observe('left', nic('restore'));
observe('leftChanged', changes({ ...fresh, state: false }, snapshot()));

sh(`
  ip address add 192.0.2.2/24 dev "$(ls /sys/bus/pci/devices/0000:02:00.0/net)"
  ip address add 192.0.2.3/24 dev "$(ls /sys/bus/pci/devices/0000:03:00.0/net)"
`);
const before = snapshot();
observe('names', [
  sh('ls /sys/bus/pci/devices/0000:02:00.0/net').trim(),
  sh('ls /sys/bus/pci/devices/0000:03:00.0/net').trim(),
]);
observe('bound', nic('bind', '02:00.0', '03:00.0'));
observe('given', nic('restore'));
observe('givenChanged', changes(before, snapshot()));
observe('namesAfter', [
  sh('ls /sys/bus/pci/devices/0000:02:00.0/net').trim(),
  sh('ls /sys/bus/pci/devices/0000:03:00.0/net').trim(),
]);
finish();
