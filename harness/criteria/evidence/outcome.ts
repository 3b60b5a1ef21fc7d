import type { EventOf } from '../../record/event.js';
import type { TestRecord } from '../../record/record.js';
import { combine, holds, missing, refutes, type Contribution } from './contribution.js';

type Finished = EventOf<'test-finished'>;

/** What rustc's standard library puts before the words of a panic, on a line of its own. */
const PANIC = /^thread '.*' (?:\(\d+\) )?panicked at (.+):$/;

/** The first words of a message: of a panic what it says and where, of anything else its first line. */
const firstWords = (text: string | undefined): string => {
  const [first, second] = (text ?? '').split('\n').flatMap((line) => line.trim() || []);
  if (first === undefined) return '';
  const place = PANIC.exec(first)?.[1];
  return place === undefined || second === undefined
    ? `: ${first.slice(0, 300)}`
    : `: ${second.slice(0, 300)} (panicked at ${place.slice(-200)})`;
};

/** "Exit 0" counts only when exactly one test ran, passed, and was the one that was planned. */
const oneTest = (name: string, finished: Finished): Contribution => {
  const { counts, reported } = finished;
  if (counts === undefined) return missing('exited 0 but printed no result line; expected exactly 1 passed');
  if (counts.ignored > 0) return refutes('was ignored; expected it to run and pass');
  if (counts.passed === 0 && counts.failed === 0) return refutes('exited 0 but no test ran');
  if (counts.passed !== 1 || counts.failed !== 0) {
    return refutes(
      `exited 0 with ${counts.passed} passed and ${counts.failed} failed; expected exactly 1 passed`,
    );
  }
  if (reported.length === 0) return missing(`exited 0 but named no test; expected ${name}`);
  const other = reported.find((test) => test.name !== name || test.result !== 'ok');
  if (other !== undefined || reported.length !== 1) {
    const seen = reported.map((test) => `${test.name} ${test.result}`).join(', ');
    return refutes(`reported ${seen}; expected ${name} ok and nothing else`);
  }
  return holds();
};

const one = (name: string, finished: Finished): Contribution => {
  const { outcome, message } = finished;
  switch (outcome.kind) {
    case 'timeout':
      return {
        verdict: 'timeout',
        reasons: [`still ran after ${outcome.limitMs / 1000} s and was killed${firstWords(message)}`],
      };
    case 'signaled':
      return refutes(`died of ${outcome.signal}${firstWords(message)}`);
    case 'not-started':
      return { verdict: 'error', reasons: [`could not be started: ${outcome.reason}`] };
    case 'exited':
      if (outcome.code !== 0) return refutes(`exited ${outcome.code}${firstWords(message)}`);
      return oneTest(name, finished);
  }
};

/** The test's own say: how its process ended and what libtest counted. */
export const outcomeEvidence = (test: TestRecord): Contribution => {
  if (test.finished.length > 0) {
    return combine(test.finished.map((finished) => one(test.planned.name, finished)));
  }
  return test.started.length > 0
    ? missing('was started but the record has no end of it')
    : missing('was planned but never started');
};

/** True when the test itself claims a pass: only then has evidence something to contradict. */
export const claimsPass = (test: TestRecord): boolean => outcomeEvidence(test).verdict === 'pass';
