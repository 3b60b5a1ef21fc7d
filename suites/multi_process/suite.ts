import { join } from 'node:path';
import { defineSuite, packageRoot, type TestDefinition, type WireExpectation } from '../../harness/index.js';
import { bothWays, PEER, PORT, to } from '../wire.js';

/** Bytes of one echo command of dpdk_multi_process.rs. */
const ECHO = 64 << 10;
/** A holder's connection over the first link. */
const held = to(PEER.v4, PORT.echo);

/**
 * `ealProcesses` counts the holders that got their device. The test's own process only directs, and a refused one is turned away by a lock
 * before EAL or by EAL's start: either is right, so it is not counted.
 */
const test = (
  name: string,
  criterion: string,
  ealProcesses: number,
  wire: WireExpectation,
): TestDefinition => ({
  name,
  binary: 'dpdk_multi_process',
  criteria: [criterion],
  wire,
  ealProcesses,
  timeoutSeconds: 60,
});

/** Processes that share a host: locks, their end, and two devices at once. */
export const multiProcess = defineSuite({
  name: 'multi_process',
  title: 'Several processes on the devices and cores of one host',
  directory: join(packageRoot, 'suites', 'multi_process'),
  needs: { ports: 2, cores: 2, provenFrom: 'virtual' },
  tests: [
    // The wire shows the holders' connections and none of the refused process.
    test('test_second_process_refused_on_held_device', 'X-DEVICE-LOCK', 2, {
      opened: [held, held],
      payload: bothWays(2 * ECHO),
    }),
    test('test_second_process_refused_on_held_core', 'X-CORE-LOCK', 1, {
      opened: [held],
      payload: bothWays(ECHO),
    }),
    test('test_lock_freed_by_sigkill', 'X-LOCK-FREED-BY-SIGKILL', 2, {
      opened: [held, held],
      payload: bothWays(ECHO),
    }),
    test('test_two_processes_on_two_devices', 'X-TWO-PROCESSES', 2, {
      connect: { outcome: 'established', count: 2 },
      payload: bothWays(8 * ECHO),
      links: 2,
    }),
  ],
});
