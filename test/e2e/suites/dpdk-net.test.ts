import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../../harness/report/json-shape.js';
import { cellOf } from '../../../harness/report/matrix/cell.js';
import { makeTempDirectory } from '../../../lib/files/temp.js';
import { remove } from '../../../lib/files/tree.js';
import { runCli } from '../../rig/program.js';

/** A subject written by others that has a part of the interface: what is there runs over DPDK, what is not is named. */

let out = '';
let report: Report;
beforeAll(async () => {
  out = await makeTempDirectory('dpdk-conformance-test');
  const criteria = ['AC-1', 'AC-14', 'X-CONNECT-IPV6'].flatMap((id) => ['--criterion', id]);
  const { code, stderr } = await runCli(['run', '--subject', 'dpdk-net', ...criteria, '--out', out]);
  expect(code, stderr).toBe(1);
  report = reportSchema.parse(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
}, 900_000);
afterAll(() => remove(out));

const verdictOf = (id: string): string | undefined =>
  [...report.criteria, ...report.beyond].find((criterion) => criterion.id === id)?.verdict;

describe('the published crate dpdk-net', () => {
  test('what it has passes with all the evidence of DPDK', () => {
    expect([verdictOf('AC-1'), verdictOf('X-CONNECT-IPV6')]).toEqual(['met', 'met']);
    const [first] = report.tests.filter(({ criteria }) => criteria.includes('AC-1'));
    expect(first?.evidence.eal?.processes).toHaveLength(1);
    expect(first?.evidence.sockets?.kernelTcp).toEqual([]);
  });

  test('what it lacks is unsupported, and the missing item is named', () => {
    const listenerTtl = report.criteria.find(({ id }) => id === 'AC-14');
    const cell = listenerTtl === undefined ? undefined : cellOf(listenerTtl, report.tests);
    expect(cell?.verdict).toBe('failed');
    expect(cell?.unsupported.flatMap(({ tests }) => tests)).toEqual([
      'test_listener_ttl',
      'test_listener_ttl_ipv6',
    ]);
    expect(cell?.unsupported[0]?.missing).toMatch(/no method named `ttl` found for struct `TcpDpdkListener`/);
  });
});
