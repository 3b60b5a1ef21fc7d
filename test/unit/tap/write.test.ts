import fc from 'fast-check';
import { Parser, type FinalResults, type Result } from 'tap-parser';
import { expect, test } from 'vitest';
import { tapToJunit } from '../../../lib/tap/junit.js';
import { writeTap, type TapPoint } from '../../../lib/tap/write.js';
import { visibleLine } from '../../../lib/term/visible.js';
import { readXml } from '../../../lib/xml/document.js';
import { childrenOf } from '../../../lib/xml/element.js';

const read = (text: string): { final: FinalResults; points: Result[] } => {
  const points: Result[] = [];
  const finals: FinalResults[] = [];
  const parser = new Parser({ strict: true }, (results) => {
    finals.push(results);
  });
  parser.on('assert', (point: Result) => {
    points.push(point);
  });
  parser.end(text);
  const [final] = finals;
  if (final === undefined) throw new Error('the parser did not end');
  return { final, points };
};

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map((any) => `t${any}`);
const point: fc.Arbitrary<TapPoint> = fc
  .record({ ok: fc.boolean(), description: text, reason: text, skipped: fc.boolean() })
  .map(({ ok, description, reason, skipped }) =>
    skipped
      ? { ok: true, description, skip: reason }
      : { ok, description, diagnostics: { message: reason, severity: 'fail', duration_ms: 3 } },
  );

test('whatever the names and reasons hold, a strict reader gets every point back', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 8 }), (points) => {
      const { final, points: seen } = read(writeTap({ points, comments: ['the end'] }));
      expect(final.failures.filter((failure) => typeof failure.tapError === 'string')).toEqual([]);
      expect(final.count).toBe(points.length);
      expect(final.pass).toBe(points.filter(({ ok }) => ok).length);
      expect(final.skip).toBe(points.filter(({ skip }) => skip !== undefined).length);
      expect(seen.map(({ name }) => name)).toEqual(points.map(({ description }) => visibleLine(description)));
    }),
  );
});

test('whatever they hold, tap-junit keeps number, names and kinds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(point, { minLength: 1, maxLength: 8 }), async (points) => {
      const root = readXml(await tapToJunit(writeTap({ points, comments: [] }), { name: 'n', suite: 's' }));
      const cases = childrenOf(root, 'testsuite').flatMap((suite) => childrenOf(suite, 'testcase'));
      expect(cases.map(({ attributes }) => attributes['name'])).toEqual(
        points.map(({ description }) => visibleLine(description)),
      );
      expect(cases.map((one) => childrenOf(one, 'failure').length)).toEqual(
        points.map(({ ok }) => (ok ? 0 : 1)),
      );
      expect(root.attributes['tests']).toBe(`${points.length}`);
    }),
    { numRuns: 50 },
  );
});

test('a run that cannot begin bails out, and that is not ok', () => {
  const { final } = read(writeTap({ points: [], bailOut: 'no DPDK', comments: [] }));
  expect(final).toMatchObject({ ok: false, bailout: 'no DPDK' });
});

test('nothing is printed, and console.info works as before', async () => {
  const before: unknown = Reflect.get(console, 'info');
  await tapToJunit(writeTap({ points: [{ ok: true, description: 'a' }], comments: [] }), {
    name: 'n',
    suite: 's',
  });
  expect(Reflect.get(console, 'info')).toBe(before);
});
