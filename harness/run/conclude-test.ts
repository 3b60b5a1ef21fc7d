import { readSubtests } from '../audit-io/read-subtests.js';
import { isAuditSuite } from '../criteria/audited.js';
import { ealEvidence } from '../evidence/eal.js';
import type { FramesEvidence } from '../evidence/frames.js';
import { isolationEvidence } from '../evidence/isolation.js';
import { readSockets } from '../evidence/sockets.js';
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
  const { end, crowd } = report;
  if (end.kind === 'cancelled') return;
  const passed = end.kind === 'exited' && end.code === 0;
  const said = await readTestReport(files, test.name, passed);
  const message =
    crowd === undefined ? said.message : `it had ${String(crowd)} threads, more than it may, and was killed`;
  const subtests = isAuditSuite(test.suite) ? await readSubtests(files.stdout) : [];
  if (subtests.length > 0) emit({ event: 'subtests', test: test.id, results: [...subtests] });
  emit({
    event: 'test-finished',
    test: test.id,
    durationMs: report.durationMs,
    outcome: end,
    ...(said.counts === undefined ? {} : { counts: said.counts }),
    reported: [...said.reported],
    leaked: [...report.leaked],
    output: { stdout: files.relative('stdout'), stderr: files.relative('stderr'), ...report.output },
    ...(message === undefined ? {} : { message }),
  });
};

/** Records the evidence a test left: sockets (E2), frames (E3), isolation (E4), EAL (E6). */
export const concludeEvidence = async (
  emit: Emit,
  test: PlannedTest,
  files: TestFiles,
  namespace: string,
  report: ProcessReport,
  frames: FramesEvidence,
): Promise<void> => {
  const of = { test: test.id };
  emit({ event: 'frames', ...of, ...frames });
  for (const look of isolationEvidence(namespace, report.isolation))
    emit({ event: 'isolation', ...of, ...look });
  emit({ event: 'eal', ...of, ...ealEvidence(report.eal, report.counters) });
  if (report.pid === undefined) return; // nothing was started, so there is no trace to speak of
  const context = { rootPid: report.pid, linkSocketsAllowed: false };
  emit({ event: 'sockets', ...of, ...(await readSockets(files.strace, report.trace, context)) });
};
