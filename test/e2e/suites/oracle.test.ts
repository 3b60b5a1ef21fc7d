import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { parseRecord } from '../../../harness/record/parse.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { makeTempDirectory } from '../../../lib/files/temp.js';
import { remove } from '../../../lib/files/tree.js';
import { suites } from '../../../suites/index.js';
import { must } from '../../rig/fixture-build.js';
import { runCli } from '../../rig/program.js';

/**
 * The oracle of the suites is tokio over the kernel's TCP: a test body that fails on it is wrong, and a statement about frames that does not hold for it is
 * wrong as well. At the same time the evidence must reject every single one of these tests.
 */

let out = '';
let events: readonly RunEvent[] = [];
beforeAll(async () => {
  out = await makeTempDirectory('dpdk-conformance-test');
  const names = suites.flatMap(({ name }) => ['--suite', name]);
  const { code, stderr } = await runCli(['run', '--subject', 'kernel-impostor', ...names, '--out', out]);
  expect(code, stderr).toBe(1);
  events = must(parseRecord(readFileSync(join(out, 'run.jsonl'), 'utf8'))).events;
}, 1_500_000);
afterAll(() => remove(out));

const of = <N extends RunEvent['event']>(name: N): readonly Extract<RunEvent, { event: N }>[] =>
  events.filter((event): event is Extract<RunEvent, { event: N }> => event.event === name);

describe('the suites over the kernel’s TCP', () => {
  test('every assertion of every test holds', () => {
    const ends = of('test-finished').map(({ test, outcome, message }) => [test, outcome, message ?? '']);
    expect(ends).toHaveLength(suites.reduce((total, suite) => total + suite.tests.length, 0));
    expect(ends.filter(([, outcome]) => (outcome as { code?: number }).code !== 0)).toEqual([]);
  });

  test('every statement about frames holds', () => {
    const facts = of('frames').flatMap(({ test, asserted = [] }) =>
      asserted.map((fact) => ({ test: test.split('::').at(-1) ?? '', ...fact })),
    );
    expect(facts.length).toBeGreaterThan(150);
    const broken = facts.filter(({ held }) => !held);
    expect(broken).toEqual([]);
  });

  test('the evidence rejects every one of them', () => {
    const { judgement } = reportInput(events);
    expect(judgement.tests.filter(({ verdict }) => verdict !== 'fail')).toEqual([]);
    expect([...judgement.criteria, ...judgement.beyond].filter(({ verdict }) => verdict === 'met')).toEqual(
      [],
    );
  });
});
