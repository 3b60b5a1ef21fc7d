import type { RunRecord, TestRecord } from '../../record/record.js';
import type { EventOf } from '../../record/event.js';
import { canonicalMac } from '../address.js';
import { combine, holds, missing, refutes, type Contribution } from './contribution.js';
import { linksOf, type Link } from './lane.js';

type EalProcess = EventOf<'eal'>['processes'][number];

/** EAL's own word on its telemetry socket: a port with the MAC of a link of the lane. Any program could say it, so it is not enough. */
const tellsPort = (process: EalProcess, links: readonly Link[]): boolean =>
  links.some((link) => process.ports.some((port) => canonicalMac(port.mac) === canonicalMac(link.mac)));

/** The kernel's word: the process holds the device behind a link's port, the tap of a net_tap or the file of a NIC's IOMMU group. */
const holdsPort = (process: EalProcess, links: readonly Link[]): boolean =>
  links.some(({ device, file }) => {
    const tap = device.startsWith('net_tap') ? device.replace(/^net_tap/, 'dtap') : undefined;
    return (process.held ?? []).some(({ kind, name }) =>
      tap === undefined ? kind === 'vfio' && name === file : kind === 'tap' && name === tap,
    );
  });

/** A process gone before EAL could answer has said nothing; then the kernel must have seen librte_eal in it. */
const isEal = (process: EalProcess, links: readonly Link[]): boolean =>
  tellsPort(process, links) || process.library !== undefined;

/** Frames that came through a port's tap although no port of EAL had sent them: the bytes of the test went beside DPDK. */
const besidePort = (answered: readonly EalProcess[]): readonly Contribution[] =>
  answered.flatMap(({ pid, counters }) =>
    counters === undefined || counters.beside === 0
      ? []
      : [
          refutes(
            `${counters.beside} frame${counters.beside === 1 ? '' : 's'} came through the tap of a port of pid ${pid} that DPDK had not sent (EAL counts ${counters.sent}); expected all of them to be DPDK's`,
          ),
        ],
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
    (process) => process.hugepagesKb > 0 && holdsPort(process, links) && isEal(process, links),
  );
  const pids = new Set(sound.map((process) => process.pid));
  if (pids.size >= owed) {
    const megabytes = Math.round(sound.reduce((sum, process) => sum + process.hugepagesKb, 0) / 1024);
    const versions = [...new Set(sound.map(named))].join(', ');
    const up = holds(
      `EAL up (${versions}, ${megabytes} MiB of hugepages${owed > 1 ? `, ${pids.size} processes` : ''})`,
    );
    return combine([up, ...besidePort(answered)]);
  }
  const problem = test.eal.find((eal) => eal.problem !== undefined)?.problem;
  const faults = answered.map((process) =>
    process.hugepagesKb > 0
      ? `pid ${process.pid} holds no port of its lane`
      : `pid ${process.pid} has no hugepage mapped`,
  );
  const why = [...(problem === undefined ? [] : [problem]), ...(sound.length === 0 ? faults : [])].join('; ');
  const few = missing(
    `EAL was seen in ${pids.size} of ${owed} process${owed === 1 ? '' : 'es'}${why === '' ? '' : `: ${why}`}`,
  );
  return combine([few, ...besidePort(answered)]);
};
