import { expect, test } from 'vitest';
import { REPORT_FILES, renderReport } from '../../harness/report/formats.js';
import { judgedText } from '../rig/merged.js';
import { mergedRecord } from '../rig/merged-record.js';

const FORMATS = {
  text: 'txt',
  checklist: 'md',
  json: 'json',
  tap: 'tap',
  junit: 'xml',
} as const satisfies Partial<Record<'text' | keyof typeof REPORT_FILES, string>>;

test.each(Object.entries(FORMATS))('%s of a merged record is as it was', async (format, extension) => {
  const text = await renderReport(format as keyof typeof FORMATS, judgedText(mergedRecord()));
  await expect(text).toMatchFileSnapshot(`reports/merged.${extension}`);
});
