import { join } from 'node:path';
import { defineSuite, packageRoot, type TestDefinition, type WireExpectation } from '../../harness/index.js';
import { bothWays, PEER, PORT, to } from '../wire.js';

/** Bytes that `concurrent_clients` of dpdk_worker_isolation.rs sends: message m of client c has 100 + 37 (c + m). */
const clientBytes = (first: number, clients: number, messages: number): number => {
  let total = 0;
  for (let client = first; client < first + clients; client += 1)
    for (let message = 0; message < messages; message += 1) total += 100 + 37 * (client + message);
  return total;
};

const test = (name: string, criterion: string, wire: WireExpectation): TestDefinition => ({
  name,
  binary: 'dpdk_worker_isolation',
  criteria: [criterion],
  wire,
  timeoutSeconds: 60,
});

const established = (count: number): WireExpectation => ({ connect: { outcome: 'established', count } });
const first = to(PEER.v4, PORT.echo);

/** Connections and workers keep to themselves. */
export const workerIsolation = defineSuite({
  name: 'worker_isolation',
  title: 'No data crosses between clients or workers',
  directory: join(packageRoot, 'suites', 'worker_isolation'),
  needs: { ports: 2, cores: 2, provenFrom: 'virtual' },
  tests: [
    test('test_twenty_clients_unique_payloads', 'X-CLIENT-ISOLATION', {
      ...established(20),
      payload: bothWays(clientBytes(0, 20, 10)),
    }),
    test('test_fifty_clients_unique_payloads', 'X-CLIENT-ISOLATION', {
      ...established(50),
      payload: bothWays(clientBytes(0, 50, 5)),
    }),
    test('test_rapid_reconnects', 'X-RECONNECT', {
      ...established(50),
      payload: bothWays(50 * 3 * 500),
    }),
    test('test_use_on_wrong_worker_panics', 'X-WORKER-AFFINITY', {
      opened: [first],
      payload: bothWays(2000),
    }),
    test('test_drop_on_wrong_worker_does_not_panic', 'X-WORKER-AFFINITY', {
      opened: [first, first],
      payload: bothWays(2000),
    }),
    test('test_two_workers_two_devices', 'X-WORKER-ISOLATION', {
      ...established(22),
      payload: bothWays(clientBytes(0, 10, 10) + clientBytes(100, 10, 10)),
      links: 2,
    }),
  ],
});
