import { tapToJunit } from '../../lib/tap/junit.js';
import { readXml, writeXml } from '../../lib/xml/document.js';
import { childrenOf, element, type XmlElement } from '../../lib/xml/element.js';
import type { JudgedTest } from '../record/judgement.js';
import type { TestRecord } from '../record/record.js';
import { headerLines, noticesOf } from './header.js';
import { junitCase, junitKind, seconds } from './junit-case.js';
import { junitDifferences } from './junit-check.js';
import type { ReportInput } from './report.js';
import { seenOf } from './seen.js';
import { claimsTally } from './tally.js';
import { tapReport } from './tap.js';
import { whyRed } from './untested.js';

interface Row {
  readonly test: JudgedTest;
  readonly seen: TestRecord | undefined;
  readonly xml: XmlElement;
}

const counts = (rows: readonly Row[]) => {
  const of = (kind: string): string =>
    `${rows.filter(({ test }) => junitKind(test.verdict) === kind).length}`;
  return {
    tests: `${rows.length}`,
    failures: of('failure'),
    errors: of('error'),
    skipped: of('skipped'),
    time: seconds(rows.reduce((total, { test }) => total + test.durationMs, 0)),
  };
};

const properties = (input: ReportInput): XmlElement => {
  const { record, judgement } = input;
  const pairs = [
    ...headerLines(record).map(({ label, text }) => [label.toLowerCase(), text]),
    ...noticesOf(record).map((notice) => ['notice', notice]),
    ...claimsTally(input).map((tally) => ['claims', tally]),
    ...judgement.causes.map((cause) => [`cause ${cause.id}`, `saw ${cause.seen}; to mend it: ${cause.fix}`]),
    ...judgement.criteria.map((criterion) => [criterion.id, criterion.verdict]),
  ];
  return element(
    'properties',
    {},
    pairs.map(([name = '', value = '']) => element('property', { name, value })),
  );
};

const suite = (input: ReportInput, name: string, rows: readonly Row[]): XmlElement => {
  const started = input.record.run?.time;
  const stamp = started === undefined ? {} : { timestamp: started.slice(0, 19) };
  return element('testsuite', { name, ...counts(rows), ...stamp }, [
    properties(input),
    ...rows.map(({ xml }) => xml),
  ]);
};

/** A run without a test: empty, or one error where it must not look green. */
const untested = (input: ReportInput): XmlElement => {
  const message = whyRed(input);
  const none = { tests: '0', failures: '0', errors: '0' };
  if (message === undefined)
    return element('testsuites', { name: 'dpdk-conformance', ...none, time: '0.000' }, [
      element('testsuite', { name: 'run', ...none, skipped: '0', time: '0.000' }, [properties(input)]),
    ]);
  const [cause] = input.judgement.causes;
  const testcase = element('testcase', { name: 'run', classname: 'dpdk-conformance', time: '0.000' }, [
    element('error', { message, type: 'error' }, [
      cause === undefined ? message : `${message}\n${cause.fix}`,
    ]),
  ]);
  const one = { tests: '1', failures: '0', errors: '1' };
  return element('testsuites', { name: 'dpdk-conformance', ...one, time: '0.000' }, [
    element('testsuite', { name: 'run', ...one, skipped: '0', time: '0.000' }, [properties(input), testcase]),
  ]);
};

/**
 * `junit.xml`: results.tap through tap-junit, checked against the record, then given what tap-junit drops: suites, durations,
 * reasons, error apart from failure, properties, where output lies. Valid against Jenkins' schema of JUnit files.
 * Throws when tap-junit lost or changed a test: that is a bug.
 */
export const junitReport = async (input: ReportInput): Promise<string> => {
  const { record, judgement } = input;
  if (judgement.tests.length === 0) return writeXml(untested(input));
  const made = readXml(
    await tapToJunit(tapReport(input), { name: 'dpdk-conformance', suite: 'dpdk-conformance' }),
  );
  const lost = junitDifferences(made, judgement.tests);
  if (lost.length > 0) throw new Error(`tap-junit does not say what the record says: ${lost.join('; ')}`);
  const cases = childrenOf(made, 'testsuite').flatMap((each) => childrenOf(each, 'testcase'));
  const all = seenOf(record, judgement.tests);
  const rows = judgement.tests.map((test, index): Row => {
    const seen = all[index];
    return { test, seen, xml: junitCase(cases[index]?.attributes['name'] ?? test.id, test, seen) };
  });
  const { tests, failures, errors, time } = counts(rows);
  const suites = [...new Set(rows.map(({ test }) => test.suite))];
  return writeXml(
    element('testsuites', { name: 'dpdk-conformance', tests, failures, errors, time }, [
      ...suites.map((name) =>
        suite(
          input,
          name,
          rows.filter(({ test }) => test.suite === name),
        ),
      ),
    ]),
  );
};
