import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { exists } from '../../lib/files/stat.js';
import { deviceDirectory, driverOf, groupOf, interfacesOf } from '../../lib/nic/read/device.js';
import { readNetdev } from '../../lib/nic/read/netdev.js';
import type { LabFile, LabFileDevice } from '../config/lab-schema.js';
import { unprotected } from '../host/reach/unprotected.js';
import type { Lab } from '../lab/lab.js';
import type { LinkLayout } from '../lab/layout.js';
import { deviceOther } from './causes.js';
import { realLink } from './links.js';

/** Why a device of the lab file is not what is at its address; undefined when it is, or when DPDK has it already and nothing shows. */
const mistaken = async ({ pci, mac }: LabFileDevice): Promise<Cause | undefined> => {
  if (!exists(deviceDirectory(pci))) return deviceOther(pci, 'no device there', mac);
  const [name] = interfacesOf(pci);
  const netdev = name === undefined ? undefined : await readNetdev(name);
  const found = netdev?.permanentMac ?? netdev?.mac;
  return found === undefined || found === mac ? undefined : deviceOther(pci, `${name ?? ''} ${found}`, mac);
};

/** What the process that has the port holds open. */
const fileOf = (pci: string): string => `/dev/vfio/${String(groupOf(pci))}`;

/** Gives the devices of the lab file to DPDK, and makes links of them. */
export const takePorts = async (lab: Lab, file: LabFile): Promise<Result<readonly LinkLayout[], Cause>> => {
  for (const device of file.devices) {
    const { pci } = device;
    const cause =
      (await mistaken(device)) ?? unprotected({ pci, driver: driverOf(pci), group: groupOf(pci) });
    if (cause !== undefined) return err(cause);
  }
  const bound = await lab.bindNics(file.devices.map(({ pci }) => pci));
  if (!bound.ok) return bound;
  return ok(
    file.devices.map((device, index) =>
      realLink(file, device, { address: device.pci, mac: device.mac, file: fileOf(device.pci) }, index),
    ),
  );
};
