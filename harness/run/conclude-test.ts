import type { PlannedTest } from '../plan/plan.js';
import type { Emit } from './recorder.js';
import type { TestFiles } from './test-files.js';
import type { ProcessReport } from './test-process.js';
import { readTestReport } from './test-report.js';

/** Records how a test ended. A cancelled one has no end: the record then shows that it was cut off. */
export const concludeProcess = async (
  emit: Emit,
  test: PlannedTest,
  files: TestFiles,
  report: ProcessReport,
): Promise<void> => {
  const { end } = report;
  if (end.kind === 'cancelled') return;
  const passed = end.kind === 'exited' && end.code === 0;
  const said = await readTestReport(files, test.name, passed);
  emit({
    event: 'test-finished',
    test: test.id,
    durationMs: report.durationMs,
    outcome: end,
    ...(said.counts === undefined ? {} : { counts: said.counts }),
    reported: [...said.reported],
    leaked: [...report.leaked],
    output: { stdout: files.stdout, stderr: files.stderr, ...report.output },
    ...(said.message === undefined ? {} : { message: said.message }),
  });
};
