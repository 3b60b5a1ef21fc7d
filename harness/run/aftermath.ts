import type { Cause } from '../../lib/core/cause.js';
import { readTail } from '../../lib/files/open.js';
import { attempt } from '../../lib/files/problem.js';
import { LANE_DAMAGED } from '../criteria/own-causes.js';
import { recogniseCause } from '../host/recognise.js';
import { tapsOf } from '../lab/layout.js';
import type { ReadyLane } from './lane.js';
import type { TestFiles } from './test-files.js';
import type { ProcessReport } from './test-process.js';

/** True for an end that the loss of the lab could explain: then the lab is looked at before the test is blamed. */
export const suspicious = ({ end }: ProcessReport): boolean => end.kind !== 'exited' || end.code !== 0;

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
export const outsideCause = async (
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

/**
 * What a test of a foreign crate has taken from its lane; undefined when that is whole. Only code of the crate was in the namespace of the
 * lane: what is gone from there, the test has taken away.
 */
export const damageBy = async (report: ProcessReport, lane: ReadyLane['lane']): Promise<Cause | undefined> =>
  !holdsTaps(lane) || !lane.peerAlive() || (await portsLeft(lane, report))
    ? undefined
    : {
        id: LANE_DAMAGED,
        seen: `it took away what its lane is made of (${lane.links.map(({ device }) => device).join(', ')})`,
        expected: 'a test that leaves its lane as it found it',
        fix: 'mend the test; the ones after it ran in a new lane',
      };
