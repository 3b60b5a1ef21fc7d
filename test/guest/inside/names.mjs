// A host without udev, where interfaces are called as they come; and one that went down while a device was bound.
import { existsSync, mkdirSync } from 'node:fs';
import { changes, finish, nic, observe, sh, snapshot, startEal, until } from './lib.mjs';

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

// --- hugepages: taken for a bind, set back after it; files of killed programs
const pages = () => Number(sh('cat /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages'));
const files = (prefix) => sh(`ls /dev/hugepages /run/dpdk | grep -c '^${prefix}' || true`).trim() !== '0';
sh(
  'mkdir -p /dev/hugepages; mount -t hugetlbfs hugetlbfs /dev/hugepages; echo 40 > /proc/sys/vm/nr_hugepages',
);
const stranger = await startEal(['--no-pci', '--file-prefix=stranger', '-m', '32']);
stranger.kill('SIGKILL');
observe('tooMany', nic('bind', '02:00.0', '--hugepages', '2M:100000'));
observe('tooManyPages', pages());
observe('paged', nic('bind', '02:00.0', '--hugepages', '2M:48'));
observe('pagedPages', pages());
const own = await startEal(['-a', '02:00.0', '--file-prefix=dpdk-conformance', '-m', '64']);
own.kill('SIGKILL');
await until(() => !existsSync(`/proc/${own.pid}`));
// EAL removes what nobody uses of any prefix when it starts, so the stranger leaves this one now.
sh('fallocate -l 2M /dev/hugepages/strangermap_7; mkdir -p /run/dpdk/stranger');
observe('leftFiles', [files('stranger'), files('dpdk-conformance')]);
observe('pagesGiven', nic('restore'));
observe('pagesAfter', pages());
observe('filesAfter', [files('stranger'), files('dpdk-conformance')]);
observe('pagesChanged', changes(before, snapshot()));
finish();
