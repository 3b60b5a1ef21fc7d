import { CATALOGUE, findCriterion } from '../criteria/catalogue.js';
import type { EventOf } from '../record/event.js';

/** One part of a test, as the test printed it. */
export type Subtest = EventOf<'subtests'>['results'][number];

const WORDS: Readonly<Record<string, Subtest['result']>> = {
  PASS: 'passed',
  PASSED: 'passed',
  OK: 'passed',
  SKIP: 'skipped',
  SKIPPED: 'skipped',
  FAIL: 'failed',
  FAILED: 'failed',
  PANICKED: 'failed',
  ERROR: 'failed',
  TIMEOUT: 'failed',
};
const RESULT = new RegExp(`(?:^|\\s)(${Object.keys(WORDS).join('|')})\\b[\\s:]*(.*)$`);
/** `[TEST] NAME ... `, the rest of the line being what it printed, or its result. The first one stands behind libtest's own `test NAME ... `. */
const BEGUN = /^(?:test \S+ \.\.\. )?\s*\[(?:SUB)?TEST\]\s+(.{1,200}?)\s+\.\.\.(.*)$/i;
const MOST = 1000;

/** Criteria whose id begins a part's name (`AC-3: …`), or whose test it bears the name of. */
const criteriaOf = (name: string): string[] => {
  const id = /^AC-\d+(?:\.\d+)?\b/.exec(name)?.[0];
  if (id !== undefined) return findCriterion(id) === undefined ? [] : [id];
  return CATALOGUE.flatMap((criterion) =>
    criterion.test !== undefined && name.split(/[^\w]+/).includes(criterion.test) ? [criterion.id] : [],
  );
};

const unwrapped = (words: string): string => /^\((.*)\)$/.exec(words)?.[1] ?? words;

const resultIn = (text: string): Pick<Subtest, 'result' | 'reason'> | undefined => {
  const [, word = '', rest = ''] = RESULT.exec(text) ?? [];
  const result = WORDS[word];
  if (result === undefined) return undefined;
  const reason = unwrapped(rest.trim()).slice(0, 300);
  return reason === '' ? { result } : { result, reason };
};

/**
 * Reads the results of parts that a test runs inside itself: lines `[TEST] NAME ... PASSED`, `SKIPPED (reason)`, `FAILED: reason`,
 * `PANICKED`; what the part printed may stand between the name and the result. A part without a result is one that failed.
 */
export class SubtestReader {
  readonly #results: Subtest[] = [];
  #open: string | undefined;

  /** Takes the next line of the test's standard output. */
  add(line: string): void {
    const [, name, rest = ''] = BEGUN.exec(line) ?? [];
    if (name !== undefined) {
      this.#close();
      this.#open = name;
    }
    if (this.#open === undefined) return;
    const found = resultIn(name === undefined ? line : rest);
    if (found !== undefined) this.#push(this.#open, found);
  }

  /** All of them, in order. */
  finish(): readonly Subtest[] {
    this.#close();
    return this.#results;
  }

  #close(): void {
    if (this.#open !== undefined)
      this.#push(this.#open, { result: 'failed', reason: 'it printed no result' });
  }

  #push(name: string, found: Pick<Subtest, 'result' | 'reason'>): void {
    this.#open = undefined;
    if (this.#results.length < MOST) this.#results.push({ name, ...found, criteria: criteriaOf(name) });
  }
}
