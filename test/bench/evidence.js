// @ts-check
import { join } from 'node:path';
import { cargoEnvironment, DPDK_AS_INSTALLED, harnessRun, hasNextest, inLane } from './lane.js';
import { interleave, median, spread } from './measure.js';

/** @typedef {import('./lane.js').RecordEvent} RecordEvent */
/** @typedef {{ id: string, name: string, suite: string, binary: string }} Planned */
/** A run by hand: how long it took, and its tests alone. @typedef {{ ms: number, testsMs: number }} ByHand */
/** A run of the harness: as {@link ByHand}, and what lay between its tests and before them. @typedef {ByHand & { gaps: number[], first: number }} Own */

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

/** @param {readonly RecordEvent[]} events @returns {readonly Planned[]} */
const planned = (events) => events.find(({ event }) => event === 'plan')?.['tests'] ?? [];

/**
 * The same tests as a user runs them by hand, in the same lab, one process each.
 * @param {import('./main.js').Bench} bench @param {readonly RecordEvent[]} events @param {string} before shell commands
 */
const byHand = ({ workDir }, events, before) => {
  const key = events.find(({ event }) => event === 'run-started')?.['subject'].package;
  const filter = planned(events)
    .map(({ name, binary }) => `(binary(=${binary}) & test(=${name}))`)
    .join(' | ');
  return [
    ...cargoEnvironment(),
    `CARGO_TARGET_DIR=${join(workDir, 'target')}`,
    'sh',
    '-c',
    `${before}; cd "${join(workDir, 'build')}"/${key}-* && exec cargo nextest run --offline --jobs 1 --no-fail-fast --package conformance-tcp-dpdk --filterset '${filter}' 2>&1`,
  ];
};

/** Runs the tests by hand and reads from nextest's lines how long each took. @param {import('./main.js').Bench} bench @param {readonly number[]} cores @param {readonly string[]} command @param {number} count @returns {Promise<ByHand>} */
const runByHand = async (bench, cores, command, count) => {
  const { ms, stdout } = await inLane(bench, cores, command);
  const seconds = [...stdout.matchAll(/^\s*PASS \[\s*([\d.]+)s\]/gm)].map(([, time]) => Number(time));
  if (seconds.length !== count)
    throw new Error(`by hand ${seconds.length} of ${count} tests passed:\n${stdout.slice(-2000)}`);
  return { ms, testsMs: sum(seconds) * 1000 };
};

/** @param {readonly number[]} numbers */
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

/** @param {import('./main.js').Bench} bench @returns {Promise<Own>} */
const runOwn = async (bench) => {
  const { ms, events, began } = await harnessRun(bench);
  const first = events.find(({ event }) => event === 'test-started');
  const tests = events.filter(({ event }) => event === 'test-finished');
  return {
    ms,
    testsMs: sum(tests.map(({ durationMs }) => durationMs)),
    gaps: gaps(events),
    first: Date.parse(first?.time ?? '') - began,
  };
};

/** Milliseconds for the table. @template {ByHand} T @param {readonly T[]} samples @param {(sample: T) => number} of */
const shown = (samples, of) => `${median(samples.map(of)).toFixed(0)} ms (${spread(samples.map(of))})`;

/**
 * A run with all evidence against the same tests in the same lab without any; what capture and audit cost a test, and what the harness adds
 * between two. By hand the tests find DPDK as it is installed, which loads all its drivers; where the cost of the evidence is measured, they
 * find the few drivers that they find in a run.
 * @param {import('./main.js').Bench} bench @returns {Promise<import('./main.js').Row[]>}
 */
export const evidence = async (bench) => {
  if (!hasNextest()) throw new Error('cargo-nextest, which this compares with, is not installed');
  const { events } = await harnessRun(bench);
  const cores = events.find(({ event }) => event === 'lane-ready')?.['cores'] ?? [0];
  const count = planned(events).length;
  const commands = { installed: byHand(bench, events, DPDK_AS_INSTALLED), few: byHand(bench, events, ':') };
  /** @type {Own[]} */
  const own = [];
  /** @type {ByHand[]} */
  const installed = [];
  /** @type {ByHand[]} */
  const few = [];
  await interleave(ROUNDS, {
    own: async () => own.push(await runOwn(bench)),
    installed: async () => installed.push(await runByHand(bench, cores, commands.installed, count)),
    few: async () => few.push(await runByHand(bench, cores, commands.few, count)),
  });
  const wall = (/** @type {ByHand} */ { ms }) => ms;
  const tests = (/** @type {ByHand} */ { testsMs }) => testsMs;
  const between = own.flatMap((run) => run.gaps);
  const first = own.map((run) => run.first);
  return [
    {
      name: 'run with all evidence ÷ cargo nextest run -j1',
      value: median(own.map(wall)) / median(installed.map(wall)),
      unit: '×',
      budget: 1.05,
      detail: `${shown(own, wall)} against ${shown(installed, wall)}, ${count} tests, ${ROUNDS} rounds; ${shown(few, wall)} where it finds the lab's few drivers only`,
    },
    {
      name: 'tests with capture and audit ÷ without',
      value: median(own.map(tests)) / median(few.map(tests)),
      unit: '×',
      budget: 1.1,
      detail: `${shown(own, tests)} against ${shown(few, tests)} for ${count} tests`,
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
