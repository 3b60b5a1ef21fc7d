import { expect, test } from 'vitest';
import { reportInput } from '../../harness/report/from-record.js';
import { reportData } from '../../harness/report/json.js';
import { MATRIX_FORMATS, renderMatrix } from '../../harness/report/matrix/formats.js';
import { RECORDS } from '../rig/records.js';

const extension = { text: 'txt', json: 'json', markdown: 'md' } as const;

/** A subject that is right, one over the kernel, a crate that lacks something, a record with text that means harm. */
const SUBJECTS = ['conformant', 'impostor', 'crate', 'troubled'];

test.each(MATRIX_FORMATS)('the matrix as %s is as it was', async (format) => {
  const reports = SUBJECTS.map((name) => reportData(reportInput(RECORDS[name]?.() ?? [])));
  await expect(renderMatrix(format, reports)).toMatchFileSnapshot(`reports/matrix.${extension[format]}`);
});
