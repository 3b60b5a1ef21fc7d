/**
 * The public index: what a suite, or a program that embeds the harness, may use. Everything else may change without notice.
 */
export { defineSuite, testId } from './plan/suite.js';
export type { Impairment } from './plan/impairment.js';
export type { SuiteDefinition, TestDefinition, WireExpectation } from './plan/suite.js';
export { dut, peer } from './plan/stations.js';
export {
  absent,
  atLeast,
  atMost,
  between,
  connection,
  data,
  fin,
  keepAlive,
  pureAck,
  rst,
  segment,
  stream,
  syn,
  synAck,
} from '../lib/pcap/index.js';
export type { Assertion, Connections, Segments, Streams, Who } from '../lib/pcap/index.js';
export type { CriterionVerdict, Profile, TestVerdict } from './criteria/verdict.js';
export type { RunEvent } from './record/event.js';
export type { JudgedCriterion, JudgedTest, Judgement } from './record/judgement.js';
export { runSuite, type SuiteOutcome, type SuiteRequest } from './run-suite.js';
export { packageRoot } from '../lib/files/package-root.js';
