import { auditSuite } from '../criteria/audited.js';
import { testId } from '../plan/suite.js';
import type { PlannedTest } from '../plan/plan.js';
import type { TestFunction } from './functions.js';
import { owedEvidence, type KernelUse } from './owed.js';
import type { AuditedFile } from './test-files.js';

/** Seconds one of a crate's own tests may take when the user says nothing: many of them hold a whole suite. */
export const OWN_TEST_SECONDS = 120;

/** The tests one of a crate's own programs lists, with what each owes. */
export const planOwnTests = (
  file: AuditedFile,
  listed: readonly string[],
  functions: readonly TestFunction[],
  kernelUses: readonly KernelUse[],
  timeoutSeconds: number,
): readonly PlannedTest[] => {
  const suite = auditSuite(file.suite);
  return listed.map((name) => {
    const { ealProcesses, wire, because, kernelTcp } = owedEvidence(name, functions, kernelUses);
    return {
      id: testId(suite, file.name, name),
      suite,
      binary: file.name,
      name,
      criteria: [],
      wire,
      ealProcesses,
      timeoutSeconds,
      provenFrom: file.provenFrom,
      because,
      ...(kernelTcp.length === 0 ? {} : { kernelTcp: [...kernelTcp] }),
    };
  });
};
