import type { Cause } from '../core/cause.js';
import { deviceRefusals } from './device-refusals.js';
import { isBridge, type Snapshot, type UserDriver } from './facts.js';
import { refusal } from './refusal.js';

/** Which driver takes the devices when the user names none. */
export const chooseDriver = ({ devices }: Snapshot): UserDriver =>
  devices.some(({ group }) => group === undefined) ? 'uio_pci_generic' : 'vfio-pci';

const driverRefusals = (snapshot: Snapshot, driver: UserDriver): readonly Cause[] => {
  const { devices, iommu, modules } = snapshot;
  const ungrouped = devices.filter(({ group }) => group === undefined);
  if (driver === 'vfio-pci' && ungrouped.length > 0)
    return [
      refusal(
        'no-iommu',
        `${ungrouped.map(({ address }) => address).join(', ')} in no IOMMU group${iommu ? '' : '; no IOMMU is at work'}`,
        'an IOMMU, which vfio-pci protects the memory of the host with',
        'switch it on in the firmware and boot with intel_iommu=on or amd_iommu=on',
      ),
    ];
  if (modules[driver] !== 'absent') return [];
  return [
    driver === 'vfio-pci'
      ? refusal(
          'no-vfio',
          'no vfio-pci in this kernel',
          'the driver vfio-pci',
          'install the kernel package with vfio-pci (Debian: linux-image-amd64)',
        )
      : refusal(
          'no-iommu',
          'neither an IOMMU nor the driver uio_pci_generic',
          'one of the two ways to give a device to a program',
          'boot with intel_iommu=on or amd_iommu=on, or install uio_pci_generic (Debian: linux-image-amd64)',
        ),
  ];
};

/** Members of a group that would leave it unusable: driven by the kernel and not asked for as well. */
const groupRefusals = ({ devices }: Snapshot, driver: UserDriver): readonly Cause[] =>
  driver !== 'vfio-pci'
    ? []
    : devices.flatMap(({ address, group, siblings }) => {
        const asked = devices.map((device) => device.address);
        const inTheWay = siblings.filter(
          (sibling) =>
            !isBridge(sibling) &&
            !asked.includes(sibling.address) &&
            sibling.driver !== undefined &&
            sibling.driver !== 'vfio-pci',
        );
        const names = inTheWay.map((one) => `${one.address} (${one.driver ?? ''})`).join(', ');
        return inTheWay.length === 0
          ? []
          : [
              refusal(
                'group-not-viable',
                `IOMMU group ${String(group)} of ${address} has other devices on kernel drivers: ${names}`,
                'a group whose devices are all given up by the kernel',
                `name them as well: dpdk-conformance nic bind ${[address, ...inTheWay.map((one) => one.address)].join(' ')}`,
              ),
            ];
      });

const absentRefusals = ({ absent }: Snapshot): readonly Cause[] =>
  absent.map((address) =>
    refusal(
      'absent',
      `no device at ${address}`,
      'the address of a PCI device of this host',
      '`dpdk-conformance nic status` lists the NICs of this host',
    ),
  );

/** Every reason why the devices must not be bound; empty when they may be. */
export const refusals = (snapshot: Snapshot, driver: UserDriver): readonly Cause[] => [
  ...absentRefusals(snapshot),
  ...snapshot.devices.flatMap((device) => deviceRefusals(device, snapshot)),
  ...driverRefusals(snapshot, driver),
  ...groupRefusals(snapshot, driver),
];
