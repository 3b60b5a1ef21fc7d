import type { Cause } from '../../../lib/core/cause.js';

/** What tells whether an IOMMU stands between a device and the memory of the host. */
export interface Guarded {
  readonly pci: string;
  readonly driver: string | undefined;
  /** Its IOMMU group; undefined where no IOMMU has it. */
  readonly group: number | undefined;
}

const cause = (pci: string, seen: string, fix: string): Cause => ({
  id: 'lab-device-unprotected',
  seen: `${pci} ${seen}`,
  expected:
    'a device behind an IOMMU: without it the program that has the device writes all memory of the host, and what evidence is read from as well',
  fix,
});

/**
 * Why tests must not be given a device; undefined when its IOMMU group keeps it, and so them, to their own memory. Without one DPDK could not
 * start in a sealed test either: it asks the kernel for physical addresses (CAP_SYS_ADMIN) and writes files of the device in /sys.
 */
export const unprotected = ({ pci, driver, group }: Guarded): Cause | undefined => {
  if (group === undefined)
    return cause(
      pci,
      'is in no IOMMU group',
      'switch the IOMMU on in the firmware and boot with intel_iommu=on or amd_iommu=on',
    );
  return driver?.includes('uio') === true
    ? cause(pci, `is on ${driver}`, `dpdk-conformance nic restore ${pci}  # a run gives it to vfio-pci`)
    : undefined;
};
