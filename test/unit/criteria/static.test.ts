import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { criterionOf, judged } from '../../rig/judged.js';
import { aWarning, checked, compared, documented, guided, reviewed } from '../../rig/examined.js';
import { runStarted, scanned } from '../../rig/record.js';
import { conformantRun, examinedRun, hostBlockedRun } from '../../rig/records.js';

/** A run in which one event about the source is another. */
const withEvent = (event: RunEvent): RunEvent[] =>
  conformantRun().map((one) => (one.event === event.event ? event : one));
const without = (name: RunEvent['event']): RunEvent[] =>
  conformantRun().filter(({ event }) => event !== name);
const said = (events: readonly RunEvent[], id: string): string => {
  const { verdict, reasons } = criterionOf(judged(events), id);
  return `${verdict}: ${reasons.join('; ')}`;
};
const IDS = ['AC-0.6', 'AC-15', 'AC-16', 'AC-17', 'AC-18', 'X-API'];

test('all of them are met by a run that looked and found all well, with the grade of a look at sources', () => {
  const judgement = judged(conformantRun());
  for (const id of IDS) expect(criterionOf(judgement, id)).toMatchObject({ verdict: 'met', grade: 'static' });
});

test.each([
  ['checked', ['AC-15', 'AC-16']],
  ['documented', ['AC-18']],
  ['compared', ['X-API']],
  ['guided', ['AC-17']],
] as const)('a promised look that is not in the record is inconclusive: %s', (name, ids) => {
  for (const id of ids) expect(said(without(name), id)).toMatch(/^inconclusive: .*(was|were) not/);
});

test('what the run did not set out to look at is unproven', () => {
  const run = [runStarted({ examines: [] }), ...conformantRun().slice(1)];
  const bare = run.filter(
    ({ event }) => !['checked', 'documented', 'compared', 'guided', 'reviewed'].includes(event),
  );
  for (const id of IDS.slice(0, -1)) expect(said(bare, id)).toMatch(/^unproven: /);
  expect(judged(bare).beyond.map(({ id }) => id)).not.toContain('X-API');
});

test('a blocked host blocks them', () => {
  expect(criterionOf(judged(hostBlockedRun()), 'X-API').verdict).toBe('blocked');
});

test('those looked at alone are judged, the others not', () => {
  const judgement = judged(examinedRun());
  expect(criterionOf(judgement, 'AC-15').verdict).toBe('met');
  expect(criterionOf(judgement, 'AC-18')).toMatchObject({ verdict: 'unproven', grade: 'none' });
});

describe('AC-15', () => {
  test.each([
    [
      checked({ success: false, errors: ['error[E0308]: mismatched types\n --> src'], errorCount: 1 }),
      'failed: cargo check: error[E0308]: mismatched types',
    ],
    [checked({ success: false, errors: [], errorCount: 3 }), 'failed: 3 errors in all'],
    [checked({ success: false, problem: 'no cargo' }), 'inconclusive: cargo check gave no answer: no cargo'],
    [checked({ success: false }), 'inconclusive: cargo check failed without an error of the compiler'],
    [checked({ inputs: '' }), 'inconclusive: it is not recorded what cargo check was run on'],
    [checked({ warnings: [], warningCount: 0 }), 'met: cargo check with rustc 1.90.0: no error'],
  ])('%#', (event, expected) => {
    expect(said(withEvent(event), 'AC-15')).toBe(expected);
  });
});

describe('AC-16', () => {
  const baseline = {
    path: 'b.toml',
    toolchain: 'rustc 1.90.0',
    reviewer: 'A. Reader',
    date: '2026-03-01',
    warnings: [aWarning()],
  };
  const two = { warnings: [aWarning(), aWarning()], warningCount: 2 };
  test.each([
    [
      'no warning, no baseline',
      checked({ warnings: [], warningCount: 0, baseline: undefined }),
      /^met: no warning at all$/,
    ],
    ['a warning, no baseline', checked({ baseline: undefined }), /^inconclusive: no baseline: 1 warning, /],
    [
      'a warning the baseline has',
      checked({ baseline }),
      /^met: 1 warning, .* accepted by A. Reader on 2026-03-01$/,
    ],
    [
      'a baseline nobody signed',
      checked({ baseline: { ...baseline, reviewer: '' } }),
      /^awaiting-review: .*nobody has signed$/,
    ],
    ['a baseline without a day', checked({ baseline: { ...baseline, date: '' } }), /^awaiting-review: /],
    ['a warning in another line', checked({ baseline }), /^met: /],
    [
      'the same warning once more',
      checked({ ...two, baseline }),
      /^failed: new warning: src\/lib.rs: unused_imports: /,
    ],
    [
      'a warning of other words',
      checked({ warnings: [aWarning('unused import: `b`')], baseline }),
      /^failed: new warning/,
    ],
    [
      'a warning of another file',
      checked({ warnings: [{ ...aWarning(), file: 'src/b.rs' }], baseline }),
      /^failed: /,
    ],
    [
      'another compiler',
      checked({ ...two, baseline: { ...baseline, toolchain: 'rustc 1.80.0' } }),
      /recorded with rustc 1.80.0, this run has rustc 1.90.0$/,
    ],
    [
      'a baseline that cannot be read',
      checked({ baseline: undefined, baselineProblem: 'b.toml is torn' }),
      /^inconclusive: b.toml is torn$/,
    ],
    [
      'a record that lost a warning',
      checked({ warningCount: 2 }),
      /^inconclusive: 2 warnings counted, 1 recorded$/,
    ],
    [
      'an error',
      checked({ success: false, errors: ['error: x'], errorCount: 1 }),
      /^inconclusive: .*warnings are not known$/,
    ],
  ])('%s', (_, event, expected) => {
    expect(said(withEvent(event), 'AC-16')).toMatch(expected);
  });
});

describe('AC-17', () => {
  const good = guided();
  const [table] = good.tables;
  if (table === undefined) throw new Error('no table');
  const [yes, no] = table.claims;
  if (yes === undefined || no === undefined) throw new Error('no claims');
  const tables = (change: Partial<typeof table>) => guided({ tables: [{ ...table, ...change }] });
  test.each([
    ['all well', good, /^met: its example with TcpDpdkSocket compiles; its table is true: 2 claims/],
    ['no guide', guided({ path: undefined }), /^failed: the crate has no TOKIO_DPDK_GUIDE.md$/],
    [
      'no example',
      guided({ examples: [], exampleCount: 0 }),
      /^failed: .* has no Rust example with TcpDpdkSocket$/,
    ],
    [
      'an example that does not compile',
      guided({ examples: [{ line: 3, compiled: false, errors: ['error: x\ny'] }] }),
      /^failed: .*:3: the example does not compile: error: x$/,
    ],
    ['no table', guided({ tables: [], tableCount: 0 }), /^failed: .* no table that compares/],
    [
      'a table without tokio’s own types',
      tables({ types: ['TcpDpdkSocket'] }),
      /^failed: .* no table that compares/,
    ],
    [
      'a yes that is not so',
      tables({ claims: [{ ...yes, found: 'absent' }, no] }),
      /^failed: .*:32: the table says linger is present in TcpSocket; it is absent$/,
    ],
    [
      'a no that is not so',
      tables({ claims: [yes, { ...no, found: 'present' }] }),
      /^failed: .* absent in TcpDpdkSocket; it is present$/,
    ],
    [
      'a cell that says nothing',
      tables({ claims: [yes, { ...no, claim: 'unclear' }] }),
      /^inconclusive: .* neither yes nor no/,
    ],
    [
      'a compiler that says nothing',
      tables({ claims: [yes, { ...no, found: 'unclear' }] }),
      /^inconclusive: .* gives no answer/,
    ],
    ['a row without a method', tables({ unread: [33] }), /^inconclusive: .*:33: the row names no method$/],
    ['a record that lost a claim', tables({ claims: [yes] }), /^inconclusive: 2 claims counted, 1 recorded$/],
    ['a record that lost the table', guided({ tables: [] }), /^inconclusive: 1 tables counted, 0 recorded$/],
    ['no answer', guided({ problem: 'cancelled' }), /^inconclusive: the guide was not looked at: cancelled$/],
  ])('%s', (_, event, expected) => {
    expect(said(withEvent(event), 'AC-17')).toMatch(expected);
  });
});

describe('AC-18', () => {
  const [stream, ...rest] = documented().types;
  if (stream === undefined) throw new Error('no type');
  const bare = {
    ...stream,
    methods: stream.methods.map((one) => ({ ...one, documented: one.name !== 'connect' })),
  };
  test.each([
    ['all well', documented(), /^met: \d+ public methods of 3 types, each with a doc comment$/],
    [
      'a method without',
      documented({ types: [bare, ...rest] }),
      /^failed: TcpDpdkStream::connect has no doc comment$/,
    ],
    [
      'a type that is not there',
      documented({ types: rest, typeCount: 2 }),
      /^failed: the crate has no public TcpDpdkStream$/,
    ],
    [
      'a record that lost methods',
      documented({ types: [{ ...stream, methods: [] }, ...rest] }),
      /^inconclusive: TcpDpdkStream: \d+ methods counted, 0 recorded$/,
    ],
    [
      'a type without methods',
      documented({ types: [{ ...stream, methods: [], methodCount: 0 }, ...rest] }),
      /^inconclusive: /,
    ],
    [
      'no answer',
      documented({ problem: 'not understood' }),
      /^inconclusive: rustdoc gave no answer: not understood$/,
    ],
  ])('%s', (_, event, expected) => {
    expect(said(withEvent(event), 'AC-18')).toMatch(expected);
  });
});

describe('X-API', () => {
  const all = compared();
  const half = all.types.filter(({ tokio }) => tokio !== 'ReadHalf');
  const lacking = all.types.map((type) =>
    type.tokio === 'TcpStream'
      ? {
          ...type,
          methods: type.methods.filter(({ name }) => name !== 'peek'),
          methodCount: type.methodCount - 1,
        }
      : type,
  );
  const unsaid = all.types.map((type) => ({
    ...type,
    methods: type.methods.filter(({ name }) => name !== 'linger'),
  }));
  test.each([
    [
      'a record that lost a method',
      { ...all, types: unsaid },
      /^inconclusive: TcpStream: \d+ methods counted, \d+ recorded$/,
    ],
    [
      'all well',
      all,
      /^met: \d+ methods of 7 types have the signatures of tokio 1.54.1; 1 are absent as agreed$/,
    ],
    [
      'a method that is missing',
      compared({ 'TcpListener::accept': { found: 'absent' } }),
      /^failed: TcpListener::accept has no counterpart$/,
    ],
    [
      'another signature',
      compared({ 'ReadHalf::peek': { found: 'differs', seen: 'a', expected: 'b' } }),
      /^failed: .* ReadHalf::peek has another signature: saw a; expected b$/,
    ],
    [
      'what was agreed not to exist',
      compared({ 'TcpStream::linger': { found: 'same' } }),
      /^failed: TcpStream::linger has a counterpart, which was agreed not to exist$/,
    ],
    [
      'a type without a counterpart',
      {
        ...all,
        types: all.types.map((type) => (type.tokio === 'TcpSocket' ? { ...type, subject: undefined } : type)),
      },
      /^failed: TcpSocket has no counterpart/,
    ],
    [
      'a type that was not compared',
      { ...all, types: half, typeCount: 6 },
      /^inconclusive: not compared: ReadHalf$/,
    ],
    ['a record that lost a type', { ...all, types: half }, /^inconclusive: 7 types counted, 6 recorded$/],
    [
      'a tokio that lacks what tokio has',
      { ...all, types: lacking },
      /^inconclusive: the TcpStream that was compared with has no peek/,
    ],
    ['no answer', { ...all, problem: 'ambiguous' }, /^inconclusive: rustdoc gave no answer: ambiguous$/],
  ])('%s', (_, event, expected) => {
    expect(said(withEvent(event), 'X-API')).toMatch(expected);
  });
});

describe('AC-0.6', () => {
  const scans = conformantRun().filter(({ event }) => event === 'scanned');
  const good = reviewed(scans);
  const edited = conformantRun().map((event) =>
    event.event === 'scanned' && event.suite === 'tcp_dpdk'
      ? scanned('tcp_dpdk', { files: event.files.map((file) => ({ ...file, sha256: 'f'.repeat(64) })) })
      : event,
  );
  const more = conformantRun().map((event) =>
    event.event === 'scanned' && event.suite === 'tcp_dpdk'
      ? scanned('tcp_dpdk', { files: [...event.files, { path: 'new.rs', sha256: 'f'.repeat(64) }] })
      : event,
  );
  const torn = conformantRun().map((event) =>
    event.event === 'scanned' ? { ...event, fileCount: event.files.length + 1 } : event,
  );
  test.each([
    ['every file signed', conformantRun(), /^met: 4 files signed by A. Reader on 2026-03-02$/],
    ['no sign-off', without('reviewed'), /^awaiting-review: no sign-off of a person/],
    ['a draft', withEvent(reviewed(scans, { reviewer: '' })), /^awaiting-review: no sign-off/],
    ['a sign-off without a day', withEvent(reviewed(scans, { date: '' })), /^awaiting-review: no sign-off/],
    ['a file that changed', edited, /^awaiting-review: stale: .*tcp_dpdk.rs changed after it was signed$/],
    ['a file that came to be', more, /^awaiting-review: not signed: new.rs$/],
    [
      'a sign-off of part',
      withEvent({ ...good, files: good.files.slice(1) }),
      /^awaiting-review: not signed: /,
    ],
    [
      'a file that cannot be read',
      withEvent({ ...good, problem: 'torn' }),
      /^awaiting-review: .*review.toml does not count: torn$/,
    ],
    [
      'a suite that was not scanned',
      conformantRun().filter((event) => event.event !== 'scanned' || event.suite !== 'multi_process'),
      /^unproven: the files of suite multi_process were not read/,
    ],
    ['a record that lost files', torn, /^unproven: the record does not hold all files/],
  ])('%s', (_, events, expected) => {
    expect(said(events, 'AC-0.6')).toMatch(expected);
  });
});
