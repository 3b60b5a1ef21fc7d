import type { EventOf } from '../../record/event.js';
import type { Finding } from '../finding.js';
import { someOf } from './required.js';
import { describeWarning, newWarnings } from './warnings.js';

type Check = EventOf<'checked'>;

const inconclusive = (...reasons: string[]): Finding => ({ verdict: 'inconclusive', reasons });

const firstLine = (text: string): string => text.split('\n').find((line) => line.trim() !== '') ?? text;

/** What makes the facts of a check unfit to be judged by; undefined when they are whole. */
const unfit = (check: Check): Finding | undefined => {
  if (check.problem !== undefined) return inconclusive(`cargo check gave no answer: ${check.problem}`);
  if (check.inputs === '' || check.toolchain === '')
    return inconclusive('it is not recorded what cargo check was run on');
  return undefined;
};

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** AC-15: cargo check ended well and the compiler reported no error. */
export const errorsFinding = (check: Check): Finding => {
  if (check.errorCount > 0 || check.errors.length > 0) {
    const named = check.errors.map((error) => `cargo check: ${firstLine(error)}`);
    const count = Math.max(check.errorCount, named.length);
    const more = count > named.length ? [`${plural(count, 'error')} in all`] : [];
    return { verdict: 'failed', reasons: [...someOf(named, 'errors'), ...more] };
  }
  const flaw = unfit(check);
  if (flaw !== undefined) return flaw;
  if (!check.success) return inconclusive('cargo check failed without an error of the compiler');
  return { verdict: 'met', reasons: [`cargo check with ${check.toolchain}: no error`] };
};

/** Nothing new: met, once a person has accepted what is old. */
const knownFinding = (count: number, { path, reviewer, date }: NonNullable<Check['baseline']>): Finding => {
  return reviewer === '' || date === ''
    ? {
        verdict: 'awaiting-review',
        reasons: [
          `${plural(count, 'warning')}, all of them in the baseline ${path}, which nobody has signed`,
        ],
      }
    : {
        verdict: 'met',
        reasons: [
          `${plural(count, 'warning')}, all of them in the baseline ${path}, accepted by ${reviewer} on ${date}`,
        ],
      };
};

/** AC-16: no warning beyond the recorded baseline. A crate without any warning has no new one, whatever the baseline says. */
export const warningsFinding = (check: Check): Finding => {
  const { warnings, warningCount, baseline, baselineProblem } = check;
  const flaw = unfit(check);
  if (flaw !== undefined) return flaw;
  if (!check.success) return inconclusive('the crate does not pass cargo check: its warnings are not known');
  if (warnings.length !== warningCount)
    return inconclusive(`${plural(warningCount, 'warning')} counted, ${warnings.length} recorded`);
  if (warningCount === 0) return { verdict: 'met', reasons: ['no warning at all'] };
  if (baselineProblem !== undefined) return inconclusive(baselineProblem);
  if (baseline === undefined)
    return inconclusive(
      `no baseline: ${plural(warningCount, 'warning')}, and none of them can be told to be old; record one with \`dpdk-conformance baseline record\``,
    );
  const fresh = newWarnings(warnings, baseline.warnings);
  if (fresh.length === 0) return knownFinding(warningCount, baseline);
  const named = fresh.map((warning) => `new warning: ${describeWarning(warning)}`);
  const other =
    baseline.toolchain === check.toolchain
      ? []
      : [`the baseline was recorded with ${baseline.toolchain}, this run has ${check.toolchain}`];
  return { verdict: 'failed', reasons: [...someOf(named, 'new warnings'), ...other] };
};
