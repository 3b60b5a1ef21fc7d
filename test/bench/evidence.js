// @ts-check
import { join } from 'node:path';
import { cargoEnvironment, DPDK_AS_INSTALLED, harnessRun, hasNextest, inLane } from './lane.js';
import { interleave, median, spread } from './measure.js';

/** @typedef {import('./lane.js').RecordEvent} RecordEvent */
/** @typedef {{ ms: number, gaps: number[], first: number }} Sample */

const ROUNDS = 3;

/** Time on the lane between the end of one test's process and the start of the next, in milliseconds. @param {readonly RecordEvent[]} events */
const gaps = (events) => {
  const ended = new Map(
    events.filter(({ event }) => event === 'test-finished').map(({ test, durationMs }) => [test, durationMs]),
  );
  const started = events.filter(({ event }) => event === 'test-started');
  return started.slice(1).map((next, index) => {
    const before = /** @type {RecordEvent} */ (started[index]);
    return Date.parse(next.time) - Date.parse(before.time) - (ended.get(before['test']) ?? 0);
  });
};

/**
 * The same tests as a user runs them by hand, in the same lab, one process each.
 * @param {import('./main.js').Bench} bench @param {readonly RecordEvent[]} events @param {string} before shell commands
 */
const byHand = ({ workDir }, events, before) => {
  const executables = events.flatMap(({ executables: built }) => built ?? []);
  const tests = events.find(({ event }) => event === 'plan')?.['tests'] ?? [];
  if (hasNextest()) {
    const key = events.find(({ event }) => event === 'run-started')?.['subject'].package;
    const filter = tests.map((/** @type {{ name: string }} */ { name }) => `test(=${name})`).join(' | ');
    return {
      name: 'cargo nextest run -j1',
      command: [
        ...cargoEnvironment(),
        `CARGO_TARGET_DIR=${join(workDir, 'target')}`,
        'sh',
        '-c',
        `${before}; cd "${join(workDir, 'build')}"/${key}-* && exec cargo nextest run --offline --jobs 1 --no-fail-fast --package conformance-tcp-dpdk --filterset '${filter}'`,
      ],
    };
  }
  const program = executables.find(({ binary }) => binary === 'tcp_dpdk')?.path;
  const names = tests.map((/** @type {{ name: string }} */ { name }) => name).join(' ');
  return {
    name: 'bare loop, one process per test (cargo-nextest is not installed)',
    command: [
      'sh',
      '-c',
      `${before}; for test in ${names}; do "${program}" --exact "$test" --test-threads=1 || true; done`,
    ],
  };
};

/**
 * A run with all evidence against the same tests in the same lab without any, and what the harness adds per test.
 * @param {import('./main.js').Bench} bench @returns {Promise<import('./main.js').Row[]>}
 */
export const evidence = async (bench) => {
  const warm = await harnessRun(bench);
  const cores = warm.events.find(({ event }) => event === 'lane-ready')?.['cores'] ?? [0];
  const peer = byHand(bench, warm.events, DPDK_AS_INSTALLED);
  const few = byHand(bench, warm.events, ':');
  const samples = await interleave(ROUNDS, {
    own: async () => {
      const { ms, events, began } = await harnessRun(bench);
      const first = events.find(({ event }) => event === 'test-started');
      return { ms, gaps: gaps(events), first: Date.parse(first?.time ?? '') - began };
    },
    peer: async () => ({ ms: (await inLane(bench, cores, peer.command)).ms, gaps: [], first: NaN }),
    few: async () => ({ ms: (await inLane(bench, cores, few.command)).ms, gaps: [], first: NaN }),
  });
  const own = (samples['own'] ?? []).map(({ ms }) => ms);
  const other = (samples['peer'] ?? []).map(({ ms }) => ms);
  const short = (samples['few'] ?? []).map(({ ms }) => ms);
  const between = (samples['own'] ?? []).flatMap((sample) => sample.gaps);
  const first = (samples['own'] ?? []).map((sample) => sample.first);
  const count = warm.events.filter(({ event }) => event === 'test-finished').length;
  return [
    {
      name: `run with all evidence ÷ ${peer.name}`,
      value: median(own) / median(other),
      unit: '×',
      budget: 1.05,
      detail: `${median(own).toFixed(0)} ms (${spread(own)}) against ${median(other).toFixed(0)} ms (${spread(other)}), ${count} tests, ${ROUNDS} rounds; ${median(short).toFixed(0)} ms (${spread(short)}) where it finds the lab's few drivers only`,
    },
    {
      name: 'harness between two tests on a lane',
      value: median(between),
      unit: 'ms',
      budget: 20,
      detail: `${spread(between)} ms, ${between.length} gaps`,
    },
    {
      name: 'warm run: start to first test',
      value: median(first),
      unit: 'ms',
      budget: 3000,
      detail: `${spread(first)} ms, ${first.length} runs`,
    },
  ];
};
