import { describe, expect, it, test } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { parseRecord } from '../../../harness/record/parse.js';
import { asRun, judgedText, mergedText, mergeTexts, recordText } from '../../rig/merged.js';
import { crateRun } from '../../rig/crate-record.js';
import { conformantRun } from '../../rig/records.js';

type Change = (event: RunEvent) => RunEvent;

/** The words of the cause for which a run and one like it but for the change are not merged; undefined when they are. */
const refusal = (change: Change, build: () => RunEvent[] = conformantRun): string | undefined => {
  const merged = mergeTexts([
    recordText(asRun('run-a', build())),
    recordText(asRun('run-b', build().map(change))),
  ]);
  return merged.ok ? undefined : `${merged.error.id}: ${merged.error.seen}`;
};

const started =
  (change: Partial<Extract<RunEvent, { event: 'run-started' }>>): Change =>
  (event) =>
    event.event === 'run-started' ? { ...event, ...change } : event;

const subject =
  (change: Partial<Extract<RunEvent, { event: 'run-started' }>['subject']>): Change =>
  (event) =>
    event.event === 'run-started' ? { ...event, subject: { ...event.subject, ...change } } : event;

const other = '0'.repeat(64);

describe('records that are not parts of one run', () => {
  it.each<[string, Change, RegExp]>([
    [
      'harness',
      started({ harnessVersion: '0.2.0' }),
      /^merge-harness-differs: .* is 0\.1\.0 in A and 0\.2\.0 in B$/,
    ],
    ['profile', started({ profile: 'guest' }), /^merge-profiles-differ: .* is virtual in A and guest in B$/],
    ['kind', subject({ kind: 'named' }), /^merge-subjects-differ: the kind of the subject/],
    ['name', subject({ name: 'mutant' }), /^merge-subjects-differ: the name of the subject/],
    ['version', subject({ version: '0.2.0' }), /^merge-subjects-differ: the version of the subject/],
    [
      'program',
      (event) =>
        event.event === 'build-finished'
          ? { ...event, executables: event.executables.map((one) => ({ ...one, sha256: other })) }
          : event,
      /^merge-programs-differ: the SHA-256 of the program tcp_dpdk of suite tcp_dpdk, which is b5bb9d8014a0… in A/,
    ],
    [
      'test file',
      (event) =>
        event.event === 'scanned'
          ? { ...event, files: event.files.map((file) => ({ ...file, sha256: other })) }
          : event,
      /^merge-sources-differ: the SHA-256 of suites\/tcp_dpdk\/tests\/tcp_dpdk\.rs/,
    ],
    ...(['checked', 'documented', 'compared', 'guided'] as const).map((name): [string, Change, RegExp] => [
      `sources of ${name}`,
      (event) => (event.event === name ? { ...event, inputs: other } : event),
      /^merge-sources-differ: the SHA-256 of what /,
    ]),
    [
      'plan',
      (event) =>
        event.event === 'plan'
          ? { ...event, tests: event.tests.map((planned) => ({ ...planned, wire: 'none' as const })) }
          : event,
      /^merge-plans-differ: the plan of tcp_dpdk::tcp_dpdk::test_connect_with_socket_addr, which is not the same in A and B$/,
    ],
  ])('another %s', (_, change, words) => {
    expect(refusal(change)).toMatch(words);
  });

  it.each<[string, Change, RegExp]>([
    ['package', subject({ package: 'tokio-other' }), /^merge-subjects-differ: the package of the subject/],
    [
      'tree',
      (event) => (event.event === 'subject-tree' ? { ...event, sha256: other } : event),
      /^merge-subjects-differ: the SHA-256 of the crate's tree/,
    ],
    [
      'choice of features',
      (event) =>
        event.event === 'subject-found' ? { ...event, features: { known: [], chosen: ['net'] } } : event,
      /^merge-subjects-differ: the features of the crate/,
    ],
    [
      'dependency',
      (event) =>
        event.event === 'subject-found'
          ? { ...event, dependencies: event.dependencies.map((one) => ({ ...one, patched: undefined })) }
          : event,
      /^merge-subjects-differ: the origin of the dependency smoltcp/,
    ],
  ])('another %s of a crate', (_, change, words) => {
    expect(refusal(change, crateRun)).toMatch(words);
  });

  it.each<[string, Change]>([
    [
      'time limit',
      (event) =>
        event.event === 'plan'
          ? { ...event, tests: event.tests.map((planned) => ({ ...planned, timeoutSeconds: 60 })) }
          : event,
    ],
    [
      'host',
      (event) => (event.event === 'host' ? { ...event, facts: { ...event.facts, kernel: '6.12' } } : event),
    ],
    ['folder of the subject', subject({ path: '/elsewhere/reference' })],
    [
      'program nobody hashed',
      (event) =>
        event.event === 'build-finished'
          ? { ...event, executables: event.executables.map((one) => ({ ...one, sha256: '' })) }
          : event,
    ],
  ])('but another %s is no reason', (_, change) => {
    expect(refusal(change)).toBeUndefined();
  });

  it('a crate is known by its package: its path is that of the machine', () => {
    expect(refusal(subject({ name: './tokio', path: '/builds/tokio' }), crateRun)).toBeUndefined();
  });

  it('a host that could not look at the subject does not speak against it', () => {
    const crate = asRun('run-a', crateRun());
    const [first] = crate;
    if (first?.event !== 'run-started') throw new Error('no beginning');
    const unknown = { ...first.subject, package: undefined, version: undefined };
    const blocked = recordText(asRun('run-b', [{ ...first, subject: unknown }]));
    expect(mergeTexts([recordText(crate), blocked]).ok).toBe(true);
  });

  it('a record without its beginning', () => {
    const headless = mergeTexts([recordText(conformantRun()), recordText(conformantRun().slice(1))]);
    expect(headless).toMatchObject({ ok: false, error: { id: 'merge-part-unknown' } });
    expect(mergeTexts([''])).toMatchObject({ ok: false, error: { id: 'merge-part-unknown' } });
  });

  it.each(['../secret', 'tests/../../secret', '/etc/passwd', 'tests\\..\\secret'])(
    'a record that names %s',
    (path) => {
      const events = conformantRun().map((event): RunEvent =>
        event.event === 'frames' ? { ...event, capture: path } : event,
      );
      expect(mergeTexts([recordText(events)])).toMatchObject({
        ok: false,
        error: { id: 'merge-path-outside' },
      });
    },
  );
});

describe('one file with more than one record', () => {
  const two = [asRun('run-a', conformantRun()), asRun('run-b', conformantRun())] as const;
  const problem = (text: string): unknown => {
    const parsed = parseRecord(text);
    return parsed.ok ? undefined : parsed.error;
  };

  it('is read only as a merge made it', () => {
    const merged = mergedText(two);
    expect(problem(merged)).toBeUndefined();
    const lines = merged.trimEnd().split('\n');
    const second = (two[0].length + 2).toString();
    const without = (index: number): string => lines.toSpliced(index, 1).join('\n');
    expect(problem(two.map(recordText).join(''))).toMatchObject({ line: two[0].length + 1 });
    expect(problem(without(0))).toMatchObject({
      message: expect.stringContaining('second record') as string,
    });
    expect(problem(without(5))).toMatchObject({ line: Number(second) - 1 });
    expect(problem(without(Number(second) - 1))).toMatchObject({
      line: Number(second),
      message: expect.stringContaining('saw no beginning of a run') as string,
    });
    expect(problem([...lines, lines.at(-1)].join('\n'))).toMatchObject({
      message: expect.stringContaining('after the last part') as string,
    });
    expect(problem(lines.toSpliced(4, 0, lines[1] ?? '').join('\n'))).toMatchObject({ line: 5 });
    expect(problem(lines.toSpliced(3, 0, lines[0] ?? '').join('\n'))).toMatchObject({ line: 4 });
    expect(problem(`${recordText(conformantRun())}${lines[0] ?? ''}\n`)).toMatchObject({
      message: expect.stringContaining('second record') as string,
    });
  });
});

test('a merge tells where the files of each part are and where they go', () => {
  const merged = mergeTexts([
    recordText(asRun('run-a', conformantRun())),
    mergedText([asRun('run-b', conformantRun())]),
  ]);
  expect(merged.ok && merged.value.parts.map(({ given, from, to }) => ({ given, from, to }))).toEqual([
    { given: 0, from: '', to: 'parts/1' },
    { given: 1, from: 'parts/1', to: 'parts/2' },
  ]);
});

test('what was odd about a record is still told when its merge is merged', () => {
  const torn = `${recordText(asRun('run-a', conformantRun()))}{"event":"run-fin`;
  const once = mergeTexts([torn]);
  const twice = mergeTexts([once.ok ? once.value.text : '', recordText(asRun('run-b', conformantRun()))]);
  const { record } = judgedText(twice.ok ? twice.value.text : '');
  expect(record.notes).toEqual([
    expect.stringMatching(
      /^part 1 \(run run-a\): the last line \(\d+\) is torn: the run ended while it was written$/,
    ),
  ]);
});
