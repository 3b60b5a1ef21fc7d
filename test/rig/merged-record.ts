import type { RunEvent } from '../../harness/record/event.js';
import { mergedText } from './merged.js';
import { aRun, conformantRun, interruptedRun } from './records.js';
import { selectRun } from './split-run.js';

const elsewhere = (events: readonly RunEvent[]): RunEvent[] =>
  events.map((event) =>
    event.event === 'host'
      ? { ...event, facts: { ...event.facts, kernel: '6.12.48-amd64', cpuModel: 'Xeon Gold 6430' } }
      : event,
  );

/** A run in three parts on two hosts: a test in two of them went wrong in one, and one part was interrupted. */
export const mergedRecord = (): string =>
  mergedText([
    selectRun(conformantRun(), '1a11', { suites: ['tcp_dpdk'] }),
    elsewhere(
      selectRun(
        aRun({
          test_connect_with_hostname: {
            finished: {
              outcome: { kind: 'exited', code: 101 },
              message: 'assertion failed: the second address was never tried',
            },
          },
        }),
        '2b22',
        { criteria: ['AC-2', 'X-DEVICE-LOCK'] },
      ),
    ),
    selectRun(interruptedRun(), '3c33', { suites: ['tcp_dpdk_real', 'worker_isolation'] }),
  ]);
