import { ExitCode } from '../../lib/core/exit-code.js';
import type { Judgement } from '../record/judgement.js';
import { partsOf, type RunRecord } from '../record/record.js';
import type { CriterionVerdict } from './verdict.js';

/** What the user asked of the gate. */
export interface GateOptions {
  /** All 24 criteria must be met; without it *unproven* and *awaiting-review* may stay open. */
  readonly certify: boolean;
}

const REFUSED: readonly CriterionVerdict[] = ['failed', 'blocked', 'inconclusive'];

const conformant = (judgement: Judgement, { certify }: GateOptions): boolean =>
  judgement.tests.every((test) => test.verdict === 'pass') &&
  [...judgement.criteria, ...judgement.beyond].every((criterion) => !REFUSED.includes(criterion.verdict)) &&
  (!certify || judgement.criteria.every((criterion) => criterion.verdict === 'met'));

const ended = ({ finished, planned, interrupted }: RunRecord): boolean =>
  finished !== undefined && planned && interrupted === undefined;

/**
 * The exit code of a run, by the first of these that holds: a signal ended it; something of the host or its lab blocked
 * it; a build failed; nothing was selected; the record is of an unfinished run; a criterion or a test did not hold. The record of several runs does
 * not tell of a signal to this process: one of them that was interrupted is a part that did not end.
 */
export const gate = (record: RunRecord, judgement: Judgement, options: GateOptions): ExitCode => {
  if (record.interrupted !== undefined && record.parts.length === 0) {
    return record.interrupted.signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
  }
  // A signal breaks off builds as well: in a merge, what an interrupted part could not do is no news beside that.
  const steady = partsOf(record).filter(({ interrupted }) => interrupted === undefined);
  const blocked = steady.flatMap((run) => run.blocked);
  if (blocked.some(({ scope }) => scope === 'host' || scope === 'lane' || scope === 'suite')) {
    return ExitCode.hostBlocked;
  }
  if (steady.some(({ builds }) => builds.some((build) => !build.success))) return ExitCode.buildFailed;
  if (blocked.length > 0) return ExitCode.criteriaFailed;
  const examined = (record.run?.examines ?? []).length > 0;
  if (record.planned && record.tests.length === 0 && !examined) return ExitCode.nothingSelected;
  if (!ended(record)) return ExitCode.partialRun;
  return conformant(judgement, options) ? ExitCode.conformant : ExitCode.criteriaFailed;
};
