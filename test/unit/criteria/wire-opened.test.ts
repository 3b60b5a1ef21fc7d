import { expect, test } from 'vitest';
import { unmetOnWire } from '../../../harness/criteria/evidence/wire.js';
import type { TcpFlow } from '../../../harness/record/wire.js';
import { aFlow } from '../../rig/record.js';

const flowTo = (address: string, port: number, refused = false): TcpFlow => {
  const flow = aFlow();
  return {
    ...flow,
    peer: { ...flow.peer, address, port },
    ...(refused
      ? { handshake: false, synAck: { fromDut: 0, fromPeer: 0 }, rst: { fromDut: 0, fromPeer: 1 } }
      : {}),
  };
};

const opened = [
  { address: '192.0.2.2', port: 7, outcome: 'refused' },
  { address: '2001:db8:0:1::1', port: 7, outcome: 'established' },
] as const;
const first = flowTo('192.0.2.2', 7, true);
const second = flowTo('2001:DB8:0:1:0::1', 7);
const incoming = aFlow({
  initiator: 'peer',
  syn: { fromDut: 0, fromPeer: 1 },
  synAck: { fromDut: 1, fromPeer: 0 },
});

test('the connections opened, in order, satisfy it; those the peer opened do not matter', () => {
  expect(unmetOnWire({ opened }, [first, incoming, second])).toEqual([]);
});

test.for([
  ['the other order', [second, first]],
  ['one missing', [first]],
  ['one more', [first, second, second]],
  ['another port', [first, flowTo('2001:db8:0:1::1', 8)]],
  ['another outcome', [flowTo('192.0.2.2', 7), second]],
  ['none', [incoming]],
] as const)('%s does not', ([, flows]) => {
  const [reason, ...more] = unmetOnWire({ opened }, flows);
  expect(more).toEqual([]);
  expect(reason).toContain('expected: 192.0.2.2 port 7 refused, 2001:db8:0:1::1 port 7 established');
});
