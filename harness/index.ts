/**
 * The public index: what a suite, or a program that embeds the harness, may use. Everything else may change without notice.
 */
export { defineSuite, testId } from './plan/suite.js';
export type { SuiteDefinition, TestDefinition, WireExpectation } from './plan/suite.js';
export type { CriterionVerdict, Profile, TestVerdict } from './criteria/verdict.js';
export type { JudgedCriterion, JudgedTest, Judgement, RunEvent } from './record/event.js';
export { runSuite, type SuiteOutcome, type SuiteRequest } from './run-suite.js';
export { packageRoot } from '../lib/files/package-root.js';
