import type { SuiteDefinition } from '../harness/index.js';
import { multiProcess } from './multi_process/suite.js';
import { tcpDpdk } from './tcp_dpdk/suite.js';
import { tcpDpdkReal } from './tcp_dpdk_real/suite.js';
import { workerIsolation } from './worker_isolation/suite.js';

/** Every suite, in the order of the checklist. */
export const suites: readonly SuiteDefinition[] = [tcpDpdk, tcpDpdkReal, multiProcess, workerIsolation];
