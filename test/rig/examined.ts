import { TOKIO_API } from '../../harness/criteria/static/tokio-api.js';
import { EXAMINED_CRITERIA } from '../../harness/criteria/static/required.js';
import type { EventOf, RunEvent } from '../../harness/record/event.js';
import { at } from './record.js';

/** Builders of the events about a subject's source and the suites' files, as a run writes them when all is well. */
const INPUTS = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';
const found = (second: number) => ({ time: at(second), inputs: INPUTS, cached: false, durationMs: 6100 });

/** A warning and its twin in the baseline. */
export const aWarning = (message = 'unused import: `std::fmt`'): EventOf<'checked'>['warnings'][number] => ({
  code: 'unused_imports',
  message,
  file: 'src/lib.rs',
  source: 'use std::fmt;',
});

export const checked = (change: Partial<EventOf<'checked'>> = {}): EventOf<'checked'> => ({
  event: 'checked',
  ...found(9.6),
  toolchain: 'rustc 1.90.0',
  success: true,
  errors: [],
  errorCount: 0,
  warnings: [aWarning()],
  warningCount: 1,
  baseline: {
    path: 'warnings-baseline.toml',
    toolchain: 'rustc 1.90.0',
    reviewer: 'A. Reader',
    date: '2026-03-01',
    warnings: [aWarning()],
  },
  ...change,
});

const methods = (names: readonly string[]) => names.map((name) => ({ name, documented: true }));

export const documented = (change: Partial<EventOf<'documented'>> = {}): EventOf<'documented'> => ({
  event: 'documented',
  ...found(9.7),
  formatVersion: 57,
  types: ['TcpStream', 'TcpListener', 'TcpSocket'].map((name) => ({
    name: name.replace('Tcp', 'TcpDpdk'),
    methods: methods(TOKIO_API[name] ?? []),
    methodCount: TOKIO_API[name]?.length ?? 0,
  })),
  typeCount: 3,
  ...change,
});

type ComparedType = EventOf<'compared'>['types'][number];

/** Every type compared, each method the same, one absent by agreement; `change` replaces methods by `Type::name`. */
export const compared = (
  change: Readonly<Record<string, Partial<ComparedType['methods'][number]>>> = {},
): EventOf<'compared'> => {
  const types = Object.entries(TOKIO_API).map(([tokio, names]): ComparedType => {
    const all = [
      ...names.map((name) => ({ name, found: 'same' as const })),
      ...(tokio === 'TcpStream' ? [{ name: 'linger', found: 'absent' as const }] : []),
    ].map((method) => ({ ...method, ...change[`${tokio}::${method.name}`] }));
    return { tokio, subject: `reference::net::${tokio}`, methods: all, methodCount: all.length };
  });
  return { event: 'compared', ...found(9.8), source: 'tokio 1.54.1', types, typeCount: types.length };
};

export const guided = (change: Partial<EventOf<'guided'>> = {}): EventOf<'guided'> => ({
  event: 'guided',
  ...found(9.9),
  path: 'TOKIO_DPDK_GUIDE.md',
  sha256: INPUTS,
  examples: [{ line: 12, compiled: true, errors: [] }],
  exampleCount: 1,
  tables: [
    {
      line: 30,
      types: ['TcpSocket', 'TcpDpdkSocket'],
      claims: [
        { line: 32, type: 'TcpSocket', item: 'linger', claim: 'present', found: 'present' },
        { line: 32, type: 'TcpDpdkSocket', item: 'linger', claim: 'absent', found: 'absent' },
      ],
      claimCount: 2,
      unread: [],
    },
  ],
  tableCount: 1,
  ...change,
});

/** A sign-off of every file the given scans read. */
export const reviewed = (
  scans: readonly RunEvent[],
  change: Partial<EventOf<'reviewed'>> = {},
): EventOf<'reviewed'> => ({
  event: 'reviewed',
  time: at(9.55),
  path: 'review.toml',
  reviewer: 'A. Reader',
  date: '2026-03-02',
  files: scans.flatMap((scan) => (scan.event === 'scanned' ? scan.files : [])),
  ...change,
});

/** All of them for a run that promised them; of another run none. */
export const examined = (first: RunEvent, scans: readonly RunEvent[]): RunEvent[] =>
  first.event === 'run-started' && first.examines?.length === EXAMINED_CRITERIA.length
    ? [reviewed(scans), checked(), documented(), compared(), guided()]
    : [];
