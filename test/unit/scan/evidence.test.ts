import { describe, expect, it } from 'vitest';
import { sourceFinding } from '../../../harness/criteria/evidence/source.js';
import type { RunEvent } from '../../../harness/record/event.js';
import { foldRecord } from '../../../harness/record/fold.js';
import { at, scanned } from '../../rig/record.js';

const FILE = 'suites/tcp_dpdk/tests/tcp_dpdk.rs';
const ITEM = 'tokio::net::TcpListener';
const finding = { rule: 'kernel-tcp', file: FILE, line: 1, column: 5, item: ITEM, message: 'kernel TCP' };
const allowance = { file: FILE, item: ITEM, reason: 'echo server', expires: '2999-12-31' };

const judged = (change: Parameters<typeof scanned>[1], ...more: readonly RunEvent[]) =>
  sourceFinding(
    foldRecord([scanned('tcp_dpdk', { files: [{ path: FILE, sha256: 'a' }], ...change }), ...more]),
    'tcp_dpdk',
  );

describe('evidence E1', () => {
  it('fails by an allowance that has expired or covers nothing, however clean the sources', () => {
    expect(judged({ allowances: [allowance] })).toEqual({
      verdict: 'failed',
      reasons: [`the allowance of ${ITEM} in ${FILE} covers no finding: remove it`],
    });
    expect(judged({ allowances: [{ ...allowance, expires: '2020-01-01' }] }).reasons).toEqual([
      `the allowance of ${ITEM} in ${FILE} expired on 2020-01-01: remove it`,
    ]);
  });

  it('lets allowances for files of other suites be', () => {
    expect(judged({ allowances: [{ ...allowance, file: 'elsewhere.rs' }] }).verdict).toBe('met');
    expect(judged({ allowances: [allowance], findings: [finding] })).toEqual({
      verdict: 'met',
      reasons: ['1 file scanned, clean but for 1 finding(s) under an allowance'],
    });
  });

  it('tells what the linked program imports of kernel TCP, and judges nothing by it', () => {
    const linked = (suite: string, imports: string[]): RunEvent => ({
      ...{ event: 'linked', time: at(9), suite, binary: 'tcp_dpdk', imports },
    });
    expect(judged({}, linked('tcp_dpdk', ['connect', 'listen']), linked('other', ['accept4']))).toEqual({
      verdict: 'met',
      reasons: ['1 file scanned, clean (advisory, it names no line: tcp_dpdk imports connect, listen)'],
    });
    expect(judged({}, linked('tcp_dpdk', [])).reasons).toEqual(['1 file scanned, clean']);
  });
});
