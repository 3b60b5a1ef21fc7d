import type { Plan, Step } from '../../lib/nic/plan.js';
import type { NicStatus } from '../nic/status.js';

const stepText = (step: Step): string => {
  switch (step.kind) {
    case 'load':
      return `load the module ${step.module}, which stays loaded`;
    case 'override':
      return `keep ${step.address} for ${step.driver} (driver_override)`;
    case 'unbind':
      return `take ${step.address} from ${step.driver}`;
    case 'bind':
      return `give ${step.address} to ${step.driver}`;
  }
};

/** A plan for people. */
export const planText = ({ driver, steps, changes }: Plan, fingerprint: string): string =>
  steps.length === 0
    ? `nothing to do: on ${driver} already\n`
    : [
        'Steps, each verified before the next:',
        ...steps.map((step, index) => `  ${String(index + 1)}. ${stepText(step)}`),
        'What will differ until `dpdk-conformance nic restore`:',
        ...changes.map(({ address, what, from, to }) => `  ${address} ${what}: ${from} -> ${to}`),
        `To do exactly this: dpdk-conformance nic bind --expect ${fingerprint} ADDRESS...`,
        '',
      ].join('\n');

const lease = ({ lease: state }: NicStatus): string =>
  state === undefined
    ? ''
    : `\n  was taken from ${state.driver ?? 'no driver'}: \`dpdk-conformance nic restore\` gives it back`;

const one = (status: NicStatus): string => {
  const { address, id, driver, group, interfaces, numaNode, refusals } = status;
  const names = interfaces.length === 0 ? 'no interface here' : interfaces.join(', ');
  const where = group === undefined ? 'no IOMMU group' : `IOMMU group ${String(group)}`;
  const node = numaNode < 0 ? '' : `, NUMA node ${String(numaNode)}`;
  const against = refusals.map(({ id: reason, seen }) => `\n  not to be bound: ${reason}: ${seen}`).join('');
  return `${address} ${id} ${driver ?? 'no driver'}, ${names}, ${where}${node}${lease(status)}${against}\n`;
};

/** The NICs of a host for people. */
export const statusText = (statuses: readonly NicStatus[]): string =>
  statuses.length === 0 ? 'no NIC on the PCI bus of this host\n' : statuses.map(one).join('');
