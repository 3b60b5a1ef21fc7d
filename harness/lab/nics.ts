import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { USER_DRIVERS } from '../../lib/nic/facts.js';
import { driverOf } from '../../lib/nic/read/device.js';
import { bindNics } from '../nic/bind.js';
import { nicPaths } from '../nic/state.js';
import type { LabShared } from './shared.js';
import { STATE_DIRECTORY } from './state.js';

const isDpdks = (address: string): boolean =>
  (USER_DRIVERS as readonly string[]).includes(driverOf(address) ?? '');

/**
 * Gives devices to vfio-pci as a step of the lab's ledger: however the run ends, they are given back with it. A device that was DPDK's before is
 * nobody's to give back.
 */
export const leaseNics = (
  { ledger }: Pick<LabShared, 'ledger'>,
  addresses: readonly string[],
): Promise<Result<void, Cause>> => {
  const kernels = addresses.filter((address) => !isDpdks(address));
  if (kernels.length === 0) return Promise.resolve(ok(undefined));
  return ledger.take({
    undo: { kind: 'nics', addresses: kernels },
    do: async () => {
      const bound = await bindNics(nicPaths(STATE_DIRECTORY), { addresses: kernels, driver: 'vfio-pci' });
      if (!bound.ok) return bound;
      if (bound.value.kind === 'failed') return err(bound.value.cause);
      const [refused] = bound.value.kind === 'refused' ? bound.value.causes : [];
      return refused === undefined ? ok(undefined) : err(refused);
    },
  });
};
