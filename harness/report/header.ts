import { visibleLine } from '../../lib/term/visible.js';
import type { RunRecord } from '../record/record.js';
import { duration, profileLine } from './words.js';

/** One line of the head of a report. */
export interface HeaderLine {
  readonly label: string;
  readonly text: string;
}

const subject = (record: RunRecord): string => {
  const { run } = record;
  if (run === undefined) return 'unknown: the record does not say';
  const { name, version, kind, path } = run.subject;
  const named = version === undefined ? name : `${name} ${version}`;
  return kind === 'crate' ? `${named}, crate at ${path}` : named;
};

const host = (record: RunRecord): string => {
  const facts = record.host?.facts;
  if (facts === undefined) return 'unknown: the record does not say';
  const dpdk = facts.dpdk === undefined ? 'no DPDK' : `DPDK ${facts.dpdk}`;
  const rust =
    facts.rustc === undefined
      ? 'no rustc'
      : `rustc ${facts.rustc.replace(/^rustc /, '').replace(/ \(.*$/, '')}`;
  return `${facts.os}, Linux ${facts.kernel}, ${facts.cpus.length} × ${facts.cpuModel}, ${dpdk}, ${rust}`;
};

const run = (record: RunRecord): string => {
  const { run: started, finished } = record;
  if (started === undefined) return 'unknown: the record does not say';
  const when = `${started.time.slice(0, 16).replace('T', ' ')} UTC`;
  const took = finished === undefined ? 'not finished' : `took ${duration(finished.durationMs)}`;
  return `${started.runId}, ${when}, ${took}, dpdk-conformance ${started.harnessVersion}`;
};

const guest = ({ guest: found }: RunRecord): readonly HeaderLine[] => {
  if (found === undefined) return [];
  const { kernel, emulator, dpdk, cores, nics } = found;
  const models = [...new Set(nics.map(({ model }) => model))].join(' and ');
  return [
    {
      label: 'Guest',
      text: `Linux ${kernel}, ${cores} cores emulated by QEMU ${emulator}, DPDK ${dpdk}, ${models}`,
    },
  ];
};

/** Who was judged, where, on what, and when. All but the guest's are there for every record. */
export const headerLines = (record: RunRecord): readonly HeaderLine[] =>
  [
    { label: 'Subject', text: subject(record) },
    { label: 'Profile', text: record.run === undefined ? 'unknown' : profileLine(record.run.profile) },
    { label: 'Host', text: host(record) },
    ...guest(record),
    { label: 'Run', text: run(record) },
  ].map(({ label, text }) => ({ label, text: visibleLine(text) }));

/** Whatever weakens or bends the run, or the record of it, in words; these stand on every report. */
export const noticesOf = (record: RunRecord): readonly string[] => {
  const allowances = record.scans.flatMap((scan) =>
    scan.allowances.map(
      (allowance) =>
        `allowance: ${allowance.item} in ${allowance.file} until ${allowance.expires}: ${allowance.reason}`,
    ),
  );
  const { interrupted } = record;
  const unfinished =
    interrupted === undefined && record.finished === undefined ? ['the record ends before the run did'] : [];
  const notices = [
    ...(record.run?.notices ?? []),
    ...allowances,
    ...(interrupted === undefined ? [] : [`the run was interrupted by ${interrupted.signal}`]),
    ...unfinished,
    ...record.restored.flatMap((restored) =>
      restored.differences.map((difference) => `the host is not as it was: ${difference}`),
    ),
    ...record.notes,
  ];
  return [...new Set(notices.map(visibleLine))];
};
