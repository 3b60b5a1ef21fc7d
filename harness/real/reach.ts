import { err, ok } from '../../lib/core/result.js';
import { USER_DRIVERS } from '../../lib/nic/facts.js';
import { driverOf } from '../../lib/nic/read/device.js';
import type { LabFile } from '../config/lab-schema.js';
import type { ReachFacts } from '../host/reach/facts.js';
import { openLab, type Lab } from '../lab/lab.js';
import { lookThroughPort } from './internet.js';
import { takePorts } from './ports.js';

const isDpdks = (pci: string): boolean => (USER_DRIVERS as readonly string[]).includes(driverOf(pci) ?? '');

/** The same for every question that could not be put. */
const unasked = (facts: ReachFacts, why: string): ReachFacts => ({
  ...facts,
  targets: facts.targets.map(({ address }) => ({ address, identity: err(why) })),
});

const look = async (lab: Lab, file: LabFile, facts: ReachFacts): Promise<ReachFacts> => {
  const [device] = file.devices;
  const links = device === undefined ? ok([]) : await takePorts(lab, { ...file, devices: [device] });
  if (!links.ok) return unasked(facts, links.error.seen);
  const [link] = links.value;
  if (link === undefined) return facts;
  const { gateways, targets } = await lookThroughPort(lab, link, 0);
  const [first, ...others] = facts.devices;
  return { ...facts, devices: first === undefined ? [] : [{ ...first, gateways }, ...others], targets };
};

/**
 * Facts of a lab file with what its first port shows of gateways and the Internet, where DPDK has that port already: no device is taken from the kernel for it. A
 * namespace and hugepages are taken and given back.
 */
export const readReachThroughPort = async (file: LabFile, facts: ReachFacts): Promise<ReachFacts> => {
  const [{ pci } = { pci: '' }] = file.devices;
  if (!isDpdks(pci)) return unasked(facts, `${pci} is the kernel's: dpdk-conformance nic bind ${pci}`);
  const lab = await openLab({ processes: 1, allDrivers: true });
  if (!lab.ok) return unasked(facts, lab.error.seen);
  try {
    return await look(lab.value, file, facts);
  } finally {
    await lab.value.close();
  }
};
