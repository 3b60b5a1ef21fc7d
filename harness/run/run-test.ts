import { assertOnCapture } from '../evidence/asserted.js';
import type { FramesEvidence } from '../evidence/frames.js';
import type { PlannedTest } from '../plan/plan.js';
import { damageBy, outsideCause, suspicious } from './aftermath.js';
import { concludeEvidence, concludeProcess } from './conclude-test.js';
import { disturb } from './disturb.js';
import type { ReadyLane } from './lane.js';
import type { LanePlace } from './lane-place.js';
import { makeReady, type Ready, type TestContext } from './ready-test.js';
import type { LaneWork } from './run-lane.js';
import type { TestFiles } from './test-files.js';
import type { ProcessReport } from './test-process.js';

interface Ran {
  readonly files: TestFiles;
  readonly report: ProcessReport;
  readonly frames: FramesEvidence;
  /** The lane it ran on. */
  readonly lane: ReadyLane['lane'];
  /** False when its end says nothing about the test. */
  readonly counts: boolean;
}

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
      const damaged = context.foreign === undefined ? undefined : await damageBy(report, lane);
      if (damaged !== undefined) {
        emit({ event: 'blocked', scope: 'test', test: test.id, cause: damaged });
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
