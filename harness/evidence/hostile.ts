import type { EventOf } from '../record/event.js';
import { hostileSchema } from '../record/wire.js';
import { WireTool } from './wire-tool.js';

/** What a `frames` event says of a hostile host that was on the wire. */
export type HostileEvidence = Pick<EventOf<'frames'>, 'hostile' | 'hostileProblem'>;

/** Its addresses: on the lab's link, nobody else's. lab.rs of the suites and the native program go by them. */
const MAC = '02:00:00:00:02:66';
const ADDRESSES = ['192.0.2.66', '2001:db8:0:1::66'];

/**
 * Puts a host on the wire whose TCP breaks the rules on purpose. Resolves when it answers, or cannot: ending it tells.
 * @param program path of `hostile-peer`
 * @param device interface of the wire on the side of the device under test
 */
export const hostileHost = async (
  program: string,
  namespace: string,
  device: string,
): Promise<{ readonly end: () => Promise<HostileEvidence> }> => {
  const host = await WireTool.start(program, [namespace, device, MAC, ADDRESSES.join(',')]);
  return {
    end: async () => {
      const done = await host.end(hostileSchema);
      return done.ok ? { hostile: done.value } : { hostileProblem: `the hostile host: ${done.error}` };
    },
  };
};
