import { Parser, type FinalResults } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { readXml } from '../../../lib/xml/document.js';
import { childrenOf, type XmlElement } from '../../../lib/xml/element.js';
import { countTests } from '../../../harness/criteria/count.js';
import { checklistReport } from '../../../harness/report/checklist.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { reportSchema } from '../../../harness/report/json-shape.js';
import { jsonReport } from '../../../harness/report/json.js';
import { junitReport } from '../../../harness/report/junit.js';
import { tapReport } from '../../../harness/report/tap.js';
import { textReport } from '../../../harness/report/text.js';
import { examinedRun, RECORDS } from '../../rig/records.js';

interface Counts {
  readonly tests: number;
  readonly good: number;
}

const fromTap = (text: string): Counts & { ok: boolean; broken: number } => {
  let results: FinalResults | undefined;
  const parser = new Parser({ strict: true }, (final) => {
    results = final;
  });
  parser.end(text);
  if (results === undefined) throw new Error('no TAP result');
  const broken = results.failures.filter((failure) => typeof failure.tapError === 'string').length;
  return { tests: results.count, good: results.pass, ok: results.ok, broken };
};

const fromJunit = (root: XmlElement): Counts => {
  const cases = childrenOf(root, 'testsuite').flatMap((suite) => childrenOf(suite, 'testcase'));
  const good = cases.filter(
    (one) => childrenOf(one, 'failure').length + childrenOf(one, 'error').length === 0,
  );
  return { tests: cases.length, good: good.length };
};

const number = (text: string | undefined): number => Number(text ?? 'NaN');

describe.each(Object.entries(RECORDS))('%s: every format counts alike', (_, build) => {
  const input = reportInput(build());
  const tests = input.judgement.tests.length;
  const verdicts = countTests(input.judgement.tests);
  const expected = { tests, good: verdicts.pass };

  test('report.json', () => {
    const report = reportSchema.parse(JSON.parse(jsonReport(input)));
    expect({ tests: report.tests.length, good: report.testSummary.verdicts.pass }).toEqual(expected);
    expect(report.testSummary).toMatchObject({ planned: tests, verdicts });
    const claims = report.tests.filter(({ assertionsPassed }) => assertionsPassed);
    expect(report.testSummary.assertions).toEqual({
      passed: claims.length,
      rejected: claims.filter(({ verdict }) => verdict === 'fail').length,
    });
    expect(report.criteria).toHaveLength(24);
    expect(Object.values(report.summary).reduce((sum, count) => sum + count, 0)).toBe(24);
    expect(report.summary.met).toBe(report.criteria.filter(({ verdict }) => verdict === 'met').length);
  });
  test('results.tap, by a strict reader', () => {
    const seen = fromTap(tapReport(input));
    expect({ tests: seen.tests, good: seen.good }).toEqual(expected);
    expect(seen.ok).toBe(expected.good === expected.tests);
    expect(seen.broken).toBe(0);
  });
  test('junit.xml, cases and every sum in it', async () => {
    const root = readXml(await junitReport(input));
    expect(fromJunit(root)).toEqual(expected);
    const suites = childrenOf(root, 'testsuite');
    for (const key of ['tests', 'failures', 'errors'] as const) {
      const sum = suites.reduce((total, suite) => total + number(suite.attributes[key]), 0);
      expect(sum).toBe(number(root.attributes[key]));
    }
    expect(number(root.attributes['failures']) + number(root.attributes['errors'])).toBe(
      tests - expected.good,
    );
  });
  test('checklist.md and the terminal', () => {
    const list = checklistReport(input);
    const ticked = [...list.matchAll(/^- \[x\] \*\*AC-/gm)].length;
    expect([...list.matchAll(/^- \[[x ]\] \*\*AC-/gm)]).toHaveLength(24);
    expect(ticked).toBe(input.judgement.criteria.filter(({ verdict }) => verdict === 'met').length);
    expect([...list.matchAll(/^\| `/gm)]).toHaveLength(tests);
    const text = textReport(input);
    expect([...text.matchAll(/^\[.\] AC-/gm)]).toHaveLength(24);
    expect([...text.matchAll(/^\[x\] AC-/gm)]).toHaveLength(ticked);
  });
});

test('a run without a test is red in every format when a criterion it looked at is', async () => {
  const input = reportInput(
    examinedRun().map((event) => (event.event === 'checked' ? { ...event, errorCount: 1 } : event)),
  );
  expect(fromTap(tapReport(input))).toMatchObject({ ok: false, tests: 0 });
  expect(fromJunit(readXml(await junitReport(input)))).toEqual({ tests: 1, good: 0 });
});

test('a run without any plan is red in every format', async () => {
  const input = reportInput([]);
  expect(fromTap(tapReport(input))).toMatchObject({ ok: false, tests: 0 });
  expect(fromJunit(readXml(await junitReport(input)))).toEqual({ tests: 1, good: 0 });
});
