import type { Cause } from '../../lib/core/cause.js';
import { ealRefusal, portNotFound } from '../../lib/dpdk/eal-messages.js';
import { ealRefused, peerDead, portMissing, portRemoved } from '../lab/causes.js';

/** What is known after a test did not end well. */
export interface Aftermath {
  readonly stdout: string;
  readonly stderr: string;
  /** Every port of the lane is still there: its tap, or its NIC on the driver it was bound to. */
  readonly portAlive: boolean;
  readonly peerAlive: boolean;
  /** EAL answered in a process of the test: then a refusal the test prints is that of another start, which it may have provoked. */
  readonly ealUp: boolean;
}

/**
 * The cause outside of the test that explains why it failed: the lab lost a part, or DPDK never came up. Undefined when
 * the failure is the test's own. Call it for a test that did not pass only: a test may provoke EAL's refusal on purpose.
 */
export const recogniseCause = ({
  stdout,
  stderr,
  portAlive,
  peerAlive,
  ealUp,
}: Aftermath): Cause | undefined => {
  if (!portAlive)
    return portRemoved('a DPDK port of the lane has gone: its tap, or the driver its NIC was bound to');
  if (!peerAlive) return peerDead('it is no longer running');
  const output = `${stderr}\n${stdout}`;
  const missing = portNotFound(output);
  if (missing !== undefined) return portMissing(missing);
  const refusal = ealUp ? undefined : ealRefusal(output);
  return refusal === undefined ? undefined : ealRefused(refusal);
};
