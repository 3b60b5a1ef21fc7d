import type { RunRecord, TestRecord } from '../../record/record.js';
import type { EventOf } from '../../record/event.js';
import { canonicalMac } from '../address.js';
import { holds, missing, type Contribution } from './contribution.js';
import { linksOf, type Link } from './lane.js';

type EalProcess = EventOf<'eal'>['processes'][number];

/** EAL's own word on its telemetry socket: a port with the MAC of a link of the lane. */
const tellsPort = (process: EalProcess, links: readonly Link[]): boolean =>
  links.some((link) => process.ports.some((port) => canonicalMac(port.mac) === canonicalMac(link.mac)));

/** The kernel's word, for a process gone before EAL could answer: librte_eal mapped and the tap behind a link's net_tap held open. */
const holdsPort = (process: EalProcess, links: readonly Link[]): boolean =>
  process.library !== undefined &&
  links.some(({ device }) =>
    (process.held ?? []).some(
      ({ kind, name }) => kind === 'tap' && device !== '' && name === device.replace(/^net_tap/, 'dtap'),
    ),
  );

const named = ({ version, library }: EalProcess): string =>
  version === '' ? (library?.split('/').at(-1) ?? 'DPDK') : version;

/** E6: EAL really ran in as many processes as the test owes: hugepages mapped, telemetry answered, a port of the lane taken. */
export const ealEvidence = (record: RunRecord, test: TestRecord): Contribution => {
  const owed = test.planned.ealProcesses;
  if (owed === 0) return holds('owes no EAL');
  const links = linksOf(record, test);
  const answered = test.eal.flatMap((eal) => eal.processes);
  const sound = answered.filter(
    (process) => process.hugepagesKb > 0 && (tellsPort(process, links) || holdsPort(process, links)),
  );
  const pids = new Set(sound.map((process) => process.pid));
  if (pids.size >= owed) {
    const megabytes = Math.round(sound.reduce((sum, process) => sum + process.hugepagesKb, 0) / 1024);
    const versions = [...new Set(sound.map(named))].join(', ');
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
