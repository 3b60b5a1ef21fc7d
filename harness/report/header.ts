import { visibleLine } from '../../lib/term/visible.js';
import { partsOf, type RunRecord } from '../record/record.js';
import { endNotices, mergeNotices } from './part-notices.js';
import { count, duration, profileLine } from './words.js';

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

const took = ({ finished }: RunRecord): string =>
  finished === undefined ? 'not finished' : `took ${duration(finished.durationMs)}`;

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

const run = (record: RunRecord): string => {
  const { run: started, parts } = record;
  if (started === undefined) return 'unknown: the record does not say';
  const what =
    parts.length === 0
      ? [started.runId, minute(started.time), took(record)]
      : [
          `merged from ${count(parts.length, 'part')}`,
          `begun ${minute(started.time)}`,
          `${took(record)} in all`,
        ];
  return [...what, `dpdk-conformance ${started.harnessVersion}`].join(', ');
};

const guest = ({ guest: found }: RunRecord): string | undefined => {
  if (found === undefined) return undefined;
  const { kernel, emulator, dpdk, cores, nics } = found;
  const models = [...new Set(nics.map(({ model }) => model))].join(' and ');
  return `Linux ${kernel}, ${cores} cores emulated by QEMU ${emulator}, DPDK ${dpdk}, ${models}`;
};

/** One line for each different text of the parts, with their numbers where there is more than one. */
const perPart = (
  record: RunRecord,
  label: string,
  words: (part: RunRecord) => string | undefined,
): readonly HeaderLine[] => {
  const told = new Map<string, number[]>();
  for (const [index, part] of partsOf(record).entries()) {
    const text = words(part);
    if (text !== undefined) told.set(text, [...(told.get(text) ?? []), index + 1]);
  }
  return [...told].map(([text, numbers]) => ({
    label,
    text:
      told.size === 1 ? text : `${text} (${numbers.length === 1 ? 'part' : 'parts'} ${numbers.join(', ')})`,
  }));
};

const selection = ({ suites, criteria }: NonNullable<RunRecord['run']>): string =>
  [
    suites.length === 0 ? 'no suite' : `suite${suites.length === 1 ? '' : 's'} ${suites.join(' ')}`,
    ...(criteria === undefined ? [] : [`criteri${criteria.length === 1 ? 'on' : 'a'} ${criteria.join(' ')}`]),
  ].join(', ');

/** Each run a merged record is of. */
const partLines = ({ parts }: RunRecord): readonly HeaderLine[] =>
  parts.map((part, index) => {
    const { run: started, tests } = part;
    const what =
      started === undefined
        ? ['nothing of it is in the record']
        : [`run ${started.runId}`, minute(started.time), took(part), selection(started)];
    return {
      label: 'Part',
      text: [`${index + 1}: ${what.join(', ')}`, count(tests.length, 'test')].join(', '),
    };
  });

/** Who was judged, where, on what, and when. Those of a guest and of the parts of a merged record are there only where there are such. */
export const headerLines = (record: RunRecord): readonly HeaderLine[] =>
  [
    { label: 'Subject', text: subject(record) },
    { label: 'Profile', text: record.run === undefined ? 'unknown' : profileLine(record.run.profile) },
    ...perPart(record, 'Host', host),
    ...perPart(record, 'Guest', guest),
    { label: 'Run', text: run(record) },
    ...partLines(record),
  ].map(({ label, text }) => ({ label, text: visibleLine(text) }));

/** Whatever weakens or bends the run, or the record of it, in words; these stand on every report. */
export const noticesOf = (record: RunRecord): readonly string[] => {
  const allowances = record.scans.flatMap((scan) =>
    scan.allowances.map(
      (allowance) =>
        `allowance: ${allowance.item} in ${allowance.file} until ${allowance.expires}: ${allowance.reason}`,
    ),
  );
  const notices = [
    ...(record.run?.notices ?? []),
    ...allowances,
    ...endNotices(record),
    ...record.notes,
    ...mergeNotices(record),
  ];
  return [...new Set(notices.map(visibleLine))];
};
