import { describe, expect, test } from 'vitest';
import { REPORT_FORMATS, renderReport } from '../../harness/report/formats.js';
import { reportInput, reportInputFromText } from '../../harness/report/from-record.js';
import type { RunEvent } from '../../harness/record/event.js';
import { RECORDS } from '../rig/records.js';

const extension = { checklist: 'md', json: 'json', tap: 'tap', junit: 'xml', text: 'txt', verdict: 'verdict.md' } as const;

/** The same event with its keys the other way round: a writer need not follow the schema's order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
};

describe.each(Object.entries(RECORDS))('%s', (name, build) => {
  // The verdict page is about a crate that was given by its path.
  test.each(REPORT_FORMATS.filter((format) => format !== 'verdict' || name === 'crate'))('%s is as it was, and the same from the record', async (format) => {
    const events = build();
    const live = await renderReport(format, reportInput(events.map((event) => turned(event) as RunEvent)));
    await expect(live).toMatchFileSnapshot(`reports/${name}.${extension[format]}`);
    const replayed = reportInputFromText(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    expect(replayed.ok && (await renderReport(format, replayed.value)) === live).toBe(true);
  });
});
