import type { Cause } from '../../lib/core/cause.js';
import { readTail } from '../../lib/files/open.js';
import { attempt } from '../../lib/files/problem.js';
import { recogniseCause } from '../host/recognise.js';
import { netnsHandle } from '../../lib/net/netns.js';
import { writeText } from '../../lib/files/text.js';
import type { FramesEvidence } from '../evidence/frames.js';
import type { PlannedTest } from '../plan/plan.js';
import type { TestProgram } from './build-suites.js';
import { concludeEvidence, concludeProcess } from './conclude-test.js';
import type { ReadyLane } from './lane.js';
import type { Emit } from './recorder.js';
import type { LaneWork } from './run-lane.js';
import type { Stop } from './stop.js';
import { testFiles, type TestFiles } from './test-files.js';
import { runTestProcess, type ProcessReport } from './test-process.js';
import { testSeal } from './test-seal.js';
import { testSpec } from './test-spec.js';

/** What running tests needs beside a lane. */
export interface TestContext {
  readonly out: string;
  readonly laneExec: string;
  readonly programs: readonly TestProgram[];
  readonly emit: Emit;
  readonly stop: Stop;
}

interface Ran {
  readonly files: TestFiles;
  readonly report: ProcessReport;
  readonly frames: FramesEvidence;
  /** False when its end says nothing about the test. */
  readonly counts: boolean;
}

const prepare = async (
  { out, programs }: TestContext,
  { lane }: ReadyLane,
  test: PlannedTest,
): Promise<{ readonly files: TestFiles; readonly program: TestProgram }> => {
  const program = programs.find(({ suite, binary }) => suite === test.suite && binary === test.binary);
  if (program === undefined) throw new Error(`no program was built for ${test.id}, yet it was to run`);
  const files = testFiles(out, test);
  const spec = testSpec(program.path, test.name, files, {
    namespace: netnsHandle(lane.namespaces.test),
    mounts: lane.mounts,
    environment: lane.environment,
    cwd: lane.files.home,
    cores: lane.cores,
    seal: testSeal(program.path, files, lane),
    trace: true,
  });
  await writeText(files.report, ''); // the one file of these that the test may write
  await writeText(files.spec, JSON.stringify(spec));
  return { files, program };
};

/** True for an end that the loss of the lab could explain: then the lab is looked at before the test is blamed. */
const suspicious = ({ end }: ProcessReport): boolean => end.kind !== 'exited' || end.code !== 0;

const TAIL_BYTES = 64 << 10;

const tail = async (path: string): Promise<string> => {
  const read = await attempt('read', path, () => readTail(path, TAIL_BYTES));
  return read.ok ? read.value : '';
};

/**
 * The cause outside of the test that explains its end, if there is one: a part of the lab has gone, or DPDK did not come up with its port.
 * Where the tracer did not live to the end, what DPDK says is the test's own matter: without it the traced calls fail, and EAL with them.
 */
const outsideCause = async (
  { lane }: ReadyLane,
  files: TestFiles,
  report: ProcessReport,
): Promise<Cause | undefined> => {
  const silent = report.trace?.ended === false;
  const [stdout, stderr] = silent ? ['', ''] : await Promise.all([tail(files.stdout), tail(files.stderr)]);
  const [portAlive, peerAlive] = [await lane.portAlive(), lane.peerAlive()];
  return recogniseCause({ stdout, stderr, portAlive, peerAlive, ealUp: report.eal.length > 0 });
};

/** How tests run on a lane: each in its own process, its frames captured from before its start until after its end. */
export const laneWork = (context: TestContext, ready: ReadyLane): LaneWork<Ran> => {
  const { emit, stop } = context;
  const { lane, capture } = ready;
  return {
    stopped: () => stop.reason !== undefined,
    run: async (test, started) => {
      const { files, program } = await prepare(context, ready, test);
      const begun = await capture.begin(test.id, files.frames);
      emit({
        event: 'test-started',
        test: test.id,
        lane: lane.lane,
        cores: [...lane.cores],
        executableSha256: program.sha256,
      });
      const report = await runTestProcess({
        laneExec: context.laneExec,
        spec: files.spec,
        limitMs: test.timeoutSeconds * 1000,
        signal: stop.signal,
        onSpawn: started,
      });
      const seen = await capture.end(test.id, files.relative('frames'));
      const frames = begun.ok ? seen : { ...seen, complete: false, problem: begun.error };
      const cause = suspicious(report) ? await outsideCause(ready, files, report) : undefined;
      if (cause !== undefined) stop.now({ kind: 'lost', cause });
      // What a test did while the lab fell apart, or while it was being stopped, is no verdict on it.
      const counts = stop.reason === undefined || !suspicious(report);
      return { files, report, frames, counts };
    },
    conclude: async (test, { files, report, frames, counts }) => {
      if (!counts) return;
      await concludeEvidence(emit, test, files, lane.namespaces.test, report, frames);
      await concludeProcess(emit, test, files, report);
    },
  };
};
