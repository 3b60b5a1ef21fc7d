import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isExamined } from '../criteria/static/required.js';
import type { Judgement } from '../record/judgement.js';
import type { Refusal } from '../run/options.js';
import type { SelfTestContext } from './context.js';
import { tryOut } from './trial.js';

const notGreen = (seen: string, exitCode: ExitCode): Result<never, Refusal> =>
  err({
    exitCode,
    cause: {
      id: 'self-test-baseline',
      seen: `the reference without any defect: ${seen}`,
      expected: 'every test of it to pass',
      fix: '`dpdk-conformance run`, and mend what it shows',
    },
  });

/** Without a defect all that is to be run has to pass: else a red test would say nothing about a defect. Gives what was seen. */
export const baseline = async (
  context: SelfTestContext,
  directory: string,
  criteria: readonly string[],
): Promise<Result<Judgement, Refusal>> => {
  const tried = await tryOut(context, { directory, suites: context.suites, criteria });
  if (!tried.ok) return tried;
  const { judgement, unbuilt } = tried.value;
  if (unbuilt !== undefined) return notGreen(unbuilt, ExitCode.buildFailed);
  const [cause] = judgement.causes;
  if (cause !== undefined) return err({ cause, exitCode: ExitCode.hostBlocked });
  const red = judgement.tests.filter(({ verdict }) => verdict !== 'pass');
  const examined = [...judgement.criteria, ...judgement.beyond].filter(
    ({ id, verdict }) => isExamined(id) && criteria.includes(id) && verdict !== 'met',
  );
  const [first] = [...red, ...examined.map((one) => ({ ...one, name: one.id }))];
  if (first === undefined || context.signal.aborted) return ok(judgement);
  return notGreen(`${first.name} ${first.verdict} (${first.reasons[0] ?? ''})`, ExitCode.criteriaFailed);
};
