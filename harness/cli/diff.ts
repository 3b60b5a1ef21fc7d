import { describeCause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { diffJudgements, diffText, isWorse } from '../report/diff.js';
import type { Cli } from './command.js';
import { readRecord } from './report-of.js';

/** `diff`: judges two records and shows where they differ. */
export const diffRuns = async (
  cli: Cli,
  before: string,
  after: string,
  format: 'text' | 'json',
): Promise<ExitCode> => {
  const [old, young] = await Promise.all([readRecord(cli.cwd, before), readRecord(cli.cwd, after)]);
  for (const read of [old, young]) {
    if (read.ok) continue;
    cli.note(`dpdk-conformance: ${describeCause(read.error)}\n`);
    return ExitCode.usage;
  }
  if (!old.ok || !young.ok) return ExitCode.usage;
  const changes = diffJudgements(old.value.judgement, young.value.judgement);
  cli.out(
    format === 'text'
      ? diffText(changes)
      : `${JSON.stringify({ schemaVersion: 1, changes: changes.map((change) => ({ ...change, worse: isWorse(change) })) }, undefined, 2)}\n`,
  );
  return changes.some(isWorse) ? ExitCode.criteriaFailed : ExitCode.conformant;
};
