import { visibleLine } from '../../lib/term/visible.js';
import { element, type XmlElement } from '../../lib/xml/element.js';
import type { JudgedTest } from '../record/judgement.js';
import type { TestRecord } from '../record/record.js';
import type { TestVerdict } from '../criteria/verdict.js';

/** How JUnit names a verdict: a failure is the test's own, an error is that it could not be judged. */
export const junitKind = (verdict: TestVerdict): 'passed' | 'skipped' | 'failure' | 'error' => {
  switch (verdict) {
    case 'pass':
      return 'passed';
    case 'skipped':
      return 'skipped';
    case 'fail':
    case 'timeout':
    case 'leaked':
    case 'flaky':
      return 'failure';
    case 'inconclusive':
    case 'blocked':
    case 'error':
      return 'error';
  }
};

/** Milliseconds as JUnit's seconds. */
export const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const problem = (test: JudgedTest, seen: TestRecord | undefined): XmlElement[] => {
  const kind = junitKind(test.verdict);
  const text = test.reasons.join('\n');
  if (kind === 'passed') return [];
  if (kind === 'skipped') return [element('skipped', {}, [text])];
  const messages = (seen?.finished ?? []).flatMap(({ message }) => (message === undefined ? [] : [message]));
  const attributes = { message: visibleLine(test.reasons[0] ?? test.verdict), type: test.verdict };
  return [element(kind, attributes, [[text, ...messages].join('\n\n')])];
};

const outputs = (test: JudgedTest, seen: TestRecord | undefined): XmlElement[] => {
  const finished = seen?.finished.at(-1);
  const capture = seen?.frames[0]?.capture;
  const lines = [
    `criteria: ${test.criteria.join(' ')}`,
    ...(finished === undefined
      ? []
      : [`stdout: ${finished.output.stdout}`, `stderr: ${finished.output.stderr}`]),
    ...(capture === undefined ? [] : [`capture: ${capture}`]),
    ...(test.verdict === 'pass' ? test.reasons : []),
  ];
  return [element('system-out', {}, [lines.join('\n')])];
};

/** One `testcase`, with what the record knows of it. */
export const junitCase = (name: string, test: JudgedTest, seen: TestRecord | undefined): XmlElement =>
  element(
    'testcase',
    {
      name: name.slice(name.lastIndexOf('::') + 2),
      classname: `${test.suite}.${seen?.planned.binary ?? test.suite}`,
      time: seconds(test.durationMs),
    },
    [...problem(test, seen), ...outputs(test, seen)],
  );
