import { expect, test } from 'vitest';
import { isUnsupported } from '../../../harness/criteria/own-causes.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { reportData } from '../../../harness/report/json.js';
import { reportSchema, type Report } from '../../../harness/report/json-shape.js';
import type { MatrixCell } from '../../../harness/report/matrix/cell.js';
import { countOf, matrixOf, type MatrixRow } from '../../../harness/report/matrix/data.js';
import { cellTexts, lacks, remarks } from '../../../harness/report/matrix/lines.js';
import type { RunEvent } from '../../../harness/record/event.js';
import { aTest } from '../../rig/record.js';
import {
  aRun,
  conformantRun,
  filteredRun,
  hostBlockedRun,
  impostorRun,
  interruptedRun,
  RECORDS,
  troubledRun,
} from '../../rig/records.js';

const report = (events: readonly RunEvent[]): Report => reportData(reportInput(events));
const crate = (): Report => report(RECORDS['crate']?.() ?? []);
const rowOf = (rows: readonly MatrixRow[], id: string): MatrixRow => {
  const found = rows.find((row) => row.id === id);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
};

test('every criterion is a row, every record a column, in the order given', () => {
  const matrix = matrixOf([report(conformantRun()), report(impostorRun())]);
  expect(matrix.subjects.map(({ label }) => label)).toEqual(['reference 0.1.0', 'kernel-impostor']);
  expect(matrix.criteria).toHaveLength(24);
  expect(cellTexts(rowOf(matrix.criteria, 'AC-1'))).toEqual(['met 1/1', 'FAILED 0/1, 1 rejected']);
});

test('what holds for all cells: they say what their own record says', () => {
  const reports = Object.values(RECORDS).map((events) => report(events()));
  const { criteria, beyond } = matrixOf(reports);
  for (const [index, { criteria: judged, beyond: more, summary }] of reports.entries()) {
    expect(criteria.map(({ cells }) => cells[index]?.verdict)).toEqual(judged.map(({ verdict }) => verdict));
    expect(countOf(criteria, index, 'met')).toBe(summary.met);
    const known = beyond.filter(({ cells }) => cells[index] !== null).map(({ id }) => id);
    expect([...known].sort()).toEqual(more.map(({ id }) => id).sort());
  }
});

test('a criterion one record knows and another does not', () => {
  const { beyond } = matrixOf([report(filteredRun()), report(conformantRun())]);
  expect(cellTexts(rowOf(beyond, 'X-CLIENTS'))).toEqual(['not in the record', 'met 1/1']);
});

test('what is shown without tests has no number of tests', () => {
  const { criteria } = matrixOf([report(conformantRun()), report(troubledRun())]);
  expect(cellTexts(rowOf(criteria, 'AC-18'))).toEqual(['met', 'met']);
  // The source is as it should be, though a test in it failed.
  expect(cellTexts(rowOf(criteria, 'AC-0.3'))).toEqual(['met', 'met']);
});

test('what a subject lacks is named once, with the tests it keeps from compiling', () => {
  const matrix = matrixOf([crate()]);
  const [cell] = rowOf(matrix.criteria, 'AC-14').cells;
  expect(cell?.unsupported.map(({ tests }) => tests)).toEqual([['test_listener_ttl']]);
  expect(cellTexts(rowOf(matrix.criteria, 'AC-14'))).toEqual(['FAILED 0/1, 1 unsupported']);
  expect(lacks(matrix)).toEqual([`../fork 1.49.0: ${cell?.unsupported[0]?.missing ?? ''} (1 test)`]);
});

test('the same thing missing in two places is one thing', () => {
  const said = 'unsupported: it does not compile against the subject: error[E0599]: no method named `ttl`';
  expect([said, `${said} (in helper, which it needs)`].map(isUnsupported)).toEqual(
    Array.from({ length: 2 }, () => 'error[E0599]: no method named `ttl`'),
  );
  expect(isUnsupported('exited 101')).toBeUndefined();
});

test('statements about frames are counted: made, held, broken; one without a result is neither', () => {
  const stated = aTest('tcp_dpdk', 'test_set_ttl', ['AC-8'], {
    wire: { connect: { outcome: 'established' }, frames: ['ttl is 42', 'ttl is 7', 'all are 7'] },
  });
  const asserted = [
    { what: 'ttl is 42', held: true, seen: '3 segments' },
    { what: 'ttl is 7', held: false, seen: 'ttl 64' },
  ];
  const seen = report(aRun({ test_set_ttl: { frames: { asserted } } }, [stated]));
  expect(seen.tests[0]?.evidence.statements).toEqual({ made: 3, held: 1, broken: 1 });
  const row = rowOf(matrixOf([seen]).criteria, 'AC-8');
  expect(row.cells[0]?.statements).toEqual({ made: 3, held: 1, broken: 1 });
  expect(cellTexts(row)).toEqual(['FAILED 0/1, frames 1/3, 1 rejected']);
});

test('a report.json of an earlier version, which counts no statements, is a column too', () => {
  const older = structuredClone(report(conformantRun()));
  for (const { evidence } of older.tests) delete evidence.statements;
  const { criteria } = matrixOf([reportSchema.parse(JSON.parse(JSON.stringify(older)))]);
  const none: MatrixCell['statements'] = { made: 0, held: 0, broken: 0 };
  expect(rowOf(criteria, 'AC-1').cells[0]?.statements).toEqual(none);
});

test('two records of one subject are told apart', () => {
  const { subjects } = matrixOf([report(conformantRun()), report(filteredRun())]);
  expect(subjects.map(({ label }) => label)).toEqual(['reference 0.1.0', 'reference 0.1.0 (2)']);
});

test('what bends a column is said below the table', () => {
  const said = remarks(matrixOf([report(interruptedRun()), report(hostBlockedRun())]));
  expect(said).toContain('reference 0.1.0: the run was interrupted by SIGINT');
  expect(said.some((line) => line.startsWith('reference 0.1.0 (2): dpdk-missing: '))).toBe(true);
});
