import type { RunRecord, TestRecord } from '../../record/record.js';
import { canonicalMac } from '../address.js';
import { holds, missing, type Contribution } from './contribution.js';
import { linksOf } from './lane.js';

/** E6: EAL really ran in as many processes as the test owes: hugepages mapped, telemetry answered, a port of the lane taken. */
export const ealEvidence = (record: RunRecord, test: TestRecord): Contribution => {
  const owed = test.planned.ealProcesses;
  const macs = new Set(linksOf(record, test).map((link) => canonicalMac(link.mac)));
  const answered = test.eal.flatMap((eal) => eal.processes);
  const sound = answered.filter(
    (process) => process.hugepagesKb > 0 && process.ports.some((port) => macs.has(canonicalMac(port.mac))),
  );
  const pids = new Set(sound.map((process) => process.pid));
  if (pids.size >= owed) {
    const megabytes = Math.round(sound.reduce((sum, process) => sum + process.hugepagesKb, 0) / 1024);
    const versions = [...new Set(sound.map((process) => process.version))].join(', ');
    return holds(
      `EAL up (${versions}, ${megabytes} MiB of hugepages${owed > 1 ? `, ${pids.size} processes` : ''})`,
    );
  }
  const problem = test.eal.find((eal) => eal.problem !== undefined)?.problem;
  const faults = answered.map((process) =>
    process.hugepagesKb > 0
      ? `pid ${process.pid} holds no port of its lane`
      : `pid ${process.pid} has no hugepage mapped`,
  );
  const why = [...(problem === undefined ? [] : [problem]), ...(sound.length === 0 ? faults : [])].join('; ');
  return missing(
    `EAL was seen in ${pids.size} of ${owed} process${owed === 1 ? '' : 'es'}${why === '' ? '' : `: ${why}`}`,
  );
};
