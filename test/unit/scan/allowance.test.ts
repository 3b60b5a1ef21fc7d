import { describe, expect, it } from 'vitest';
import { ALLOWANCE, sampleReport } from './sample-report.js';

const items = (allowance: Partial<typeof ALLOWANCE>): readonly string[] =>
  sampleReport([{ ...ALLOWANCE, ...allowance }]).findings.map(({ item }) => item);
const errors = (allowance: Partial<typeof ALLOWANCE>): readonly string[] =>
  sampleReport([{ ...ALLOWANCE, ...allowance }]).errors;

describe('an allowance', () => {
  it('covers every place of its item in its file to the end of its last day, and nothing else', () => {
    expect(items({})).toEqual(['ignored-test in connects']);
    expect(errors({})).toEqual([]);
    expect(sampleReport([ALLOWANCE]).used.map(({ findings }) => findings.length)).toEqual([2]);
  });

  it.each([
    ['another file', { file: 'tests/tcp_dpdk.rs' }],
    ['a folder of the file', { file: 'tests' }],
    ['another item', { item: 'tokio::net::TcpListener' }],
    ['a module of the item', { item: 'tokio::net' }],
  ])('for %s covers nothing, and is an error', (_, change) => {
    expect(items(change)).toHaveLength(3);
    expect(errors(change)).toEqual([expect.stringMatching(/covers no finding: remove it$/)]);
  });

  it('that has expired covers nothing, and is an error', () => {
    expect(items({ expires: '2026-06-14' })).toHaveLength(3);
    expect(errors({ expires: '2026-06-14' })).toEqual([expect.stringContaining('expired on 2026-06-14')]);
  });
});
