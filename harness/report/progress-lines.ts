import { shorten, visibleLine } from '../../lib/term/visible.js';
import type { RunEvent } from '../record/event.js';
import type { JudgedTest } from '../record/judgement.js';
import { count, duration, testWord } from './words.js';

/** A line of progress, once said never changed. */
export interface ProgressLine {
  readonly tone: 'plain' | 'good' | 'bad' | 'warn';
  /** The word the tone belongs to, at the head of the line; may be empty. */
  readonly head: string;
  readonly text: string;
}

const plain = (text: string): ProgressLine => ({ tone: 'plain', head: '', text: visibleLine(text) });

const tone = (test: JudgedTest): ProgressLine['tone'] => {
  if (test.verdict === 'pass') return 'good';
  return test.verdict === 'inconclusive' || test.verdict === 'blocked' ? 'warn' : 'bad';
};

const settled = (test: JudgedTest, number: number, planned: number): ProgressLine => {
  const place = `${`${number}`.padStart(`${planned}`.length)}/${planned}`;
  const why = test.verdict === 'pass' ? '' : `: ${test.reasons[0] ?? ''}`;
  return {
    tone: tone(test),
    head: testWord(test.verdict),
    text: shorten(
      visibleLine(`${place} ${test.suite} ${test.name} (${duration(test.durationMs)})${why}`),
      300,
    ),
  };
};

/** Causes and errors are left to the report at the end: there each is said once. */
const general = (event: RunEvent): readonly ProgressLine[] => {
  if (event.event === 'run-started') {
    return [plain(`judging ${event.subject.name} in profile ${event.profile}, run ${event.runId}`)];
  }
  if (event.event === 'build-started') return [plain(`building ${event.target}`)];
  if (event.event === 'build-finished') {
    return event.success
      ? [plain(`built ${event.target} in ${duration(event.durationMs)}`)]
      : [{ tone: 'bad', head: 'build failed', text: visibleLine(event.target) }];
  }
  if (event.event === 'checked') {
    const how = event.cached
      ? 'nothing changed since it was checked'
      : `checked in ${duration(event.durationMs)}`;
    return [plain(`the subject’s source: ${how}`)];
  }
  if (event.event === 'plan' && event.tests.length > 0) {
    return [plain(`${count(event.tests.length, 'test')} on ${count(event.lanes, 'lane')}`)];
  }
  if (event.event === 'interrupted') {
    return [
      { tone: 'warn', head: 'interrupted', text: `by ${event.signal}; putting the host back as it was` },
    ];
  }
  return [];
};

/** What is said of an event that belongs to no test, and of a test whose verdict is known. */
export const progressLine = { general, settled };
