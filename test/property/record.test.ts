import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldRecord } from '../../harness/record/fold.js';
import { parseRecord } from '../../harness/record/parse.js';
import { judge } from '../../harness/criteria/judge.js';
import { RECORDS } from '../rig/records.js';

const texts = fc.constantFrom(...Object.values(RECORDS)).map((build) =>
  build()
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('')
    .replaceAll('EPYC', 'ÉPYÇ→'),
);

test('a record cut at any byte is read up to the last whole line, and judged', () => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, at) => {
      const bytes = Buffer.from(text);
      const cut = bytes.subarray(0, at % (bytes.length + 1));
      const whole = cut.filter((byte) => byte === 10).length;
      const parsed = parseRecord(cut.toString('utf8'));
      expect(parsed.ok).toBe(true);
      if (!parsed.ok) return;
      const { events, notes } = parsed.value;
      expect(events.length - whole === 0 || events.length - whole === 1).toBe(true);
      if (events.length === whole && cut.length > 0 && cut.at(-1) !== 10)
        expect(notes.join()).toContain('torn');
      expect(judge(foldRecord(events, notes)).criteria).toHaveLength(24);
    }),
    { numRuns: 500 },
  );
});

test('a broken line in the middle is an error that names it', () => {
  fc.assert(
    fc.property(
      texts,
      fc.nat(),
      fc.constantFrom('{', 'null', '{"event":"unheard-of"}', '\u0000'),
      (text, at, broken) => {
        const lines = text.trimEnd().split('\n');
        const index = at % (lines.length - 1);
        const parsed = parseRecord(lines.with(index, broken).join('\n'));
        expect(parsed).toMatchObject({ ok: false, error: { line: index + 1 } });
      },
    ),
    { numRuns: 100 },
  );
});
