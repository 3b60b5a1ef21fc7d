import type { Cause } from '../../lib/core/cause.js';
import { readTail } from '../../lib/files/open.js';
import { attempt } from '../../lib/files/problem.js';
import type { Limits } from '../audit-io/limits.js';
import { LANE_DAMAGED } from '../criteria/own-causes.js';
import { recogniseCause } from '../host/recognise.js';
import { tapsOf } from '../lab/layout.js';
import type { Assertion } from '../../lib/pcap/index.js';
import { netnsHandle } from '../../lib/net/netns.js';
import { writeText } from '../../lib/files/text.js';
import { assertOnCapture } from '../evidence/asserted.js';
import type { FramesEvidence } from '../evidence/frames.js';
import type { PlannedTest } from '../plan/plan.js';
import type { TestProgram } from './build-suites.js';
import { concludeEvidence, concludeProcess } from './conclude-test.js';
import { disturb, type WireTools } from './disturb.js';
import type { ReadyLane } from './lane.js';
import type { LanePlace } from './lane-place.js';
import type { Emit } from './recorder.js';
import type { LaneWork } from './run-lane.js';
import type { Stop } from './stop.js';
import { testFiles, type TestFiles } from './test-files.js';
import { holdTest, type HeldTest, type ProcessReport } from './test-process.js';
import { testSeal } from './test-seal.js';
import { testSpec } from './test-spec.js';

/** What running tests needs beside a lane. */
export interface TestContext extends WireTools {
  readonly out: string;
  readonly laneExec: string;
  /** Library preloaded into every test (lib/native/preload). */
  readonly preload: string;
  readonly programs: readonly TestProgram[];
  /** Statements about frames by test id; a test that has some gets a capture file. */
  readonly assertions: ReadonlyMap<string, readonly Assertion[]>;
  /** What is different for tests that come from, or are linked with, a crate given by its path. */
  readonly foreign?: ForeignTests;
  readonly emit: Emit;
  readonly stop: Stop;
}

/** How tests of a foreign crate run. */
export interface ForeignTests {
  /** The preloaded library gives EAL the lane's arguments; otherwise the crate takes them from its configuration. */
  readonly addsEalArguments: boolean;
  /** Working directory; undefined: the lane's home. */
  readonly cwd: string | undefined;
  /** What they may read beside what every test may. */
  readonly visible: readonly string[];
  readonly limits: Limits;
}

/** Abstract address, in the lane's namespace, of the launcher that watches a test; one test has the namespace at a time. */
const OBSERVER = 'dpdk-conformance-observer';

const preloaded = (
  { preload, foreign }: TestContext,
  { ealArguments }: ReadyLane['lane'],
): Readonly<Record<string, string>> => ({
  LD_PRELOAD: preload,
  DPDK_CONFORMANCE_OBSERVER: OBSERVER,
  ...(foreign?.addsEalArguments === true ? { DPDK_CONFORMANCE_EAL_ARGS: ealArguments.join('\n') } : {}),
});

interface Ran {
  readonly files: TestFiles;
  readonly report: ProcessReport;
  readonly frames: FramesEvidence;
  /** The lane it ran on. */
  readonly lane: ReadyLane['lane'];
  /** False when its end says nothing about the test. */
  readonly counts: boolean;
}

/** A test that needs only to be let begin. */
interface Ready {
  readonly test: PlannedTest;
  readonly files: TestFiles;
  readonly program: TestProgram;
  readonly held: HeldTest;
}

const makeReady = async (context: TestContext, { lane }: ReadyLane, test: PlannedTest): Promise<Ready> => {
  const { out, programs, foreign, preload, laneExec } = context;
  const program = programs.find(({ suite, binary }) => suite === test.suite && binary === test.binary);
  if (program === undefined) throw new Error(`no program was built for ${test.id}, yet it was to run`);
  const files = testFiles(out, test);
  const spec = testSpec(program.path, test.name, files, {
    namespace: netnsHandle(lane.namespaces.test),
    mounts: lane.mounts,
    environment: {
      ...lane.environment,
      ...preloaded(context, lane),
      DPDK_CONFORMANCE_TEST_SECONDS: String(test.timeoutSeconds),
    },
    cwd: foreign?.cwd ?? lane.files.home,
    cores: lane.cores,
    seal: testSeal(program.path, files, lane, { preload, foreign }),
    observer: OBSERVER,
    ...(foreign === undefined ? {} : { limits: foreign.limits }),
    trace: true,
    held: true,
  });
  await writeText(files.report, ''); // the one file of these that the test may write
  await writeText(files.spec, JSON.stringify(spec));
  return { test, files, program, held: holdTest(laneExec, files.spec) };
};

/** True for an end that the loss of the lab could explain: then the lab is looked at before the test is blamed. */
const suspicious = ({ end }: ProcessReport): boolean => end.kind !== 'exited' || end.code !== 0;

const TAIL_BYTES = 64 << 10;

const tail = async (path: string): Promise<string> => {
  const read = await attempt('read', path, () => readTail(path, TAIL_BYTES));
  return read.ok ? read.value : '';
};

const NOTHING_SAID = { stdout: '', stderr: '', portAlive: true, ealUp: true };

/** True for ports that a test can take away: a tap is in its namespace, a NIC is not. */
const holdsTaps = ({ links }: ReadyLane['lane']): boolean => tapsOf(links).length > 0;

/**
 * The cause outside of the test that explains its end, if there is one: a part of the lab has gone, or DPDK did not come up with its port.
 * Where the tracer did not live to the end, what the test prints is no word of the host: without it the traced calls fail, and EAL with them.
 * How a foreign crate starts EAL is its own matter, so there a refusal is the test's failure.
 */
const outsideCause = async (
  { lane }: ReadyLane,
  files: TestFiles,
  report: ProcessReport,
  foreign: boolean,
): Promise<Cause | undefined> => {
  if (foreign) {
    const portAlive = holdsTaps(lane) || (await lane.portAlive());
    return recogniseCause({ ...NOTHING_SAID, portAlive, peerAlive: lane.peerAlive() });
  }
  const traced = report.trace?.ended !== false;
  const [stdout, stderr] = traced ? await Promise.all([tail(files.stdout), tail(files.stderr)]) : ['', ''];
  const [portAlive, peerAlive] = [await lane.portAlive(), lane.peerAlive()];
  return recogniseCause({ stdout, stderr, portAlive, peerAlive, ealUp: report.eal.length > 0 });
};

/** True when the ports of a lane have outlived a test, as the launcher saw it when the test had gone. */
const portsLeft = async (lane: ReadyLane['lane'], { isolation }: ProcessReport): Promise<boolean> => {
  const after = isolation.find(({ when }) => when === 'after');
  return after === undefined ? lane.portAlive() : lane.portAmong(after.interfaces);
};

const laneDamaged = (links: ReadyLane['lane']['links']): Cause => ({
  id: LANE_DAMAGED,
  seen: `it took away what its lane is made of (${links.map(({ device }) => device).join(', ')})`,
  expected: 'a test that leaves its lane as it found it',
  fix: 'mend the test; the ones after it ran in a new lane',
});

/** How tests run on a lane: each in its own process, its frames captured from before its start until after its end. */
export const laneWork = (context: TestContext, place: LanePlace): LaneWork<Ran> => {
  const { emit, stop } = context;
  let ahead: Promise<Ready> | undefined;
  const discard = async (): Promise<void> => {
    const unused = ahead;
    ahead = undefined;
    await (await unused)?.held.discard();
  };
  /** What was made ahead, if it is for this test; a lane that was renewed has nothing of the old one's. */
  const take = async (test: PlannedTest): Promise<Ready> => {
    const made = await ahead;
    if (made?.test === test) ahead = undefined;
    else await discard();
    return made?.test === test ? made : makeReady(context, place.lane, test);
  };
  return {
    stopped: () => stop.reason !== undefined,
    ready: (test) => {
      ahead = makeReady(context, place.lane, test);
      ahead.catch(() => undefined); // awaited when it is needed
    },
    discard,
    run: async (test, started) => {
      const ready = place.lane;
      const { lane, capture } = ready;
      const { files, program, held } = await take(test);
      const kept = context.assertions.has(test.id);
      const disturbed = await disturb(context, lane, test);
      const begun = await capture.begin(test.id, kept ? files.frames : undefined);
      emit({
        event: 'test-started',
        test: test.id,
        lane: lane.lane,
        cores: [...lane.cores],
        executableSha256: program.sha256,
      });
      const ended = held.go({ limitMs: test.timeoutSeconds * 1000, signal: stop.signal });
      setImmediate(started);
      const report = await ended;
      const damage = await disturbed.end();
      const seen = await capture.end(test.id, kept ? files.relative('frames') : undefined);
      const whole = { ...seen, ...damage };
      const frames = begun.ok ? whole : { ...whole, complete: false, problem: begun.error };
      // Only code of the crate was in the lane's namespace: what is gone from there, the test has taken away.
      const able = context.foreign !== undefined && holdsTaps(lane);
      const damaged = able && lane.peerAlive() && !(await portsLeft(lane, report));
      if (damaged) {
        emit({ event: 'blocked', scope: 'test', test: test.id, cause: laneDamaged(lane.links) });
        await discard();
        const renewed = await place.renew();
        if (!renewed.ok) stop.now({ kind: 'lost', cause: renewed.error });
        return { files, report, frames, lane, counts: true };
      }
      const cause = suspicious(report)
        ? await outsideCause(ready, files, report, context.foreign !== undefined)
        : undefined;
      if (cause !== undefined) stop.now({ kind: 'lost', cause });
      // What a test did while the lab fell apart, or while it was being stopped, is no verdict on it.
      const counts = stop.reason === undefined || !suspicious(report);
      return { files, report, frames, lane, counts };
    },
    conclude: async (test, { files, report, frames, lane, counts }) => {
      if (!counts) return;
      const addresses = lane.links.flatMap(({ dut }) => [...dut.v4, ...dut.v6]);
      const asserted = await assertOnCapture(
        context.assertions.get(test.id) ?? [],
        files.frames,
        addresses,
        lane.aliases,
      );
      await concludeEvidence(emit, test, files, lane.namespaces.test, report, { ...frames, ...asserted });
      await concludeProcess(emit, test, files, report);
    },
  };
};
