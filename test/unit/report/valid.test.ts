import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { z } from 'zod';
import { eventSchema } from '../../../harness/record/event.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { reportSchema } from '../../../harness/report/json-shape.js';
import { jsonReport } from '../../../harness/report/json.js';
import { junitReport } from '../../../harness/report/junit.js';
import { judgedText } from '../../rig/merged.js';
import { mergedRecord } from '../../rig/merged-record.js';
import { RECORDS } from '../../rig/records.js';

const repository = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, repository), 'utf8');
const schema = async (shape: z.ZodType): Promise<string> =>
  format(JSON.stringify(z.toJSONSchema(shape)), { parser: 'json', printWidth: 110 });
const xsd = read('test/golden/jenkins-junit.xsd');
const valid = async (xml: string): Promise<readonly string[]> => {
  const { errors } = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema: { fileName: 'junit.xsd', contents: xsd },
  });
  return errors.map((error) => error.message);
};
const checker = (path: string): ((value: unknown) => string) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { 'date-time': true } });
  const validate = ajv.compile(JSON.parse(read(path)) as object);
  return (value) => (validate(value) ? '' : ajv.errorsText(validate.errors));
};

test('the shipped schemas are those of the code', async () => {
  await expect(await schema(reportSchema)).toMatchFileSnapshot('../../../docs/reference/report.schema.json');
  await expect(await schema(eventSchema)).toMatchFileSnapshot(
    '../../../docs/reference/run-event.schema.json',
  );
});

describe.each(Object.entries(RECORDS))('%s', (_, build) => {
  const input = reportInput(build());
  test('report.json is valid by the shipped schema', () => {
    expect(checker('docs/reference/report.schema.json')(JSON.parse(jsonReport(input)))).toBe('');
  });
  test('every event is valid by the shipped schema', () => {
    const check = checker('docs/reference/run-event.schema.json');
    for (const event of build()) expect(check(event)).toBe('');
  });
  test('junit.xml is valid by the schema of Jenkins', async () => {
    expect(await valid(await junitReport(input))).toEqual([]);
  });
});

test('what is made of a merged record is valid as well, and so are its lines', async () => {
  const input = judgedText(mergedRecord());
  expect(checker('docs/reference/report.schema.json')(JSON.parse(jsonReport(input)))).toBe('');
  const check = checker('docs/reference/run-event.schema.json');
  for (const line of mergedRecord().trimEnd().split('\n')) expect(check(JSON.parse(line))).toBe('');
  expect(await valid(await junitReport(input))).toEqual([]);
});

test('a run without any plan gives a valid junit.xml', async () => {
  expect(await valid(await junitReport(reportInput([])))).toEqual([]);
});

test('the schemas refuse what is wrong', async () => {
  const report = JSON.parse(jsonReport(reportInput([]))) as Record<string, unknown>;
  expect(checker('docs/reference/report.schema.json')({ ...report, summary: {} })).not.toBe('');
  expect(checker('docs/reference/run-event.schema.json')({ event: 'plan' })).not.toBe('');
  expect(await valid('<testsuites><testcase/></testsuites>')).not.toEqual([]);
});
