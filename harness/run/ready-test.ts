import type { Limits } from '../audit-io/limits.js';
import { netnsHandle } from '../../lib/net/netns.js';
import { writeText } from '../../lib/files/text.js';
import type { Assertion } from '../../lib/pcap/index.js';
import type { PlannedTest } from '../plan/plan.js';
import type { TestProgram } from './build-suites.js';
import type { WireTools } from './disturb.js';
import type { ReadyLane } from './lane.js';
import type { Emit } from './recorder.js';
import type { Stop } from './stop.js';
import { testFiles, type TestFiles } from './test-files.js';
import { holdTest, type HeldTest } from './test-process.js';
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

/** A test that needs only to be let begin. */
export interface Ready {
  readonly test: PlannedTest;
  readonly files: TestFiles;
  readonly program: TestProgram;
  readonly held: HeldTest;
}

/** Makes the surroundings of a test and leaves it before its first step. */
export const makeReady = async (
  context: TestContext,
  { lane }: ReadyLane,
  test: PlannedTest,
): Promise<Ready> => {
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
