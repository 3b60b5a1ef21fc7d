import { visibleLine } from '../../lib/term/visible.js';
import type { Progress } from './progress.js';
import { duration } from './words.js';

/** How long each test took in earlier runs, by test id, in milliseconds. */
export type EarlierDurations = ReadonlyMap<string, number>;

const mean = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/**
 * Milliseconds the tests will still take, shared among the lanes: each as long as in earlier runs, else as the mean of those
 * that are done. `undefined` while there is nothing to go by.
 */
export const timeLeft = (progress: Progress, now: number, earlier: EarlierDurations): number | undefined => {
  const done = new Set(progress.settled.map((test) => test.id));
  const typical = mean(progress.settled.map((test) => test.durationMs));
  let total = 0;
  for (const test of progress.planned) {
    if (done.has(test.id)) continue;
    const whole = earlier.get(test.id) ?? typical;
    if (whole === undefined) return undefined;
    const open = progress.open.get(test.id);
    total += open === undefined ? whole : Math.max(0, whole - (now - open.since));
  }
  return total / Math.max(1, progress.lanes);
};

const about = (milliseconds: number): string =>
  duration(Math.max(1, Math.round(milliseconds / 1000)) * 1000).replace('.0 s', ' s');

/** The lines that change while a run goes on: how far it is, and what runs on each lane. `now` in milliseconds of the record's clock. */
export const statusLines = (
  progress: Progress,
  now: number,
  earlier: EarlierDurations = new Map(),
): readonly string[] => {
  const { planned, settled, open, building } = progress;
  const since = [...open.values()].sort((a, b) => a.lane - b.lane);
  if (building !== undefined && since.length === 0) return [visibleLine(`building ${building}`)];
  if (planned.length === 0 || settled.length === planned.length) return [];
  const passed = settled.filter((test) => test.verdict === 'pass').length;
  const left = timeLeft(progress, now, earlier);
  const sums = [
    `${settled.length} of ${planned.length} done`,
    `${passed} passed`,
    ...(settled.length > passed ? [`${settled.length - passed} not`] : []),
    ...(left === undefined ? [] : [`about ${about(left)} left`]),
  ];
  return [
    sums.join(', '),
    ...since.map(({ lane, planned: test, since: start, ended }) => {
      const doing = ended ? 'reading the evidence' : duration(Math.max(0, now - start));
      return visibleLine(`lane ${lane}: ${test.suite} ${test.name} (${doing})`);
    }),
  ];
};
