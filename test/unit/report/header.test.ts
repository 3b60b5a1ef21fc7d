import { expect, test } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { noticesOf } from '../../../harness/report/header.js';
import { at, runStarted, scanned } from '../../rig/record.js';

test('an allowance is on the report once, whether the run announced it or only the scans hold it', () => {
  const allowance = {
    file: 'dpdk_worker_isolation.rs',
    item: 'tokio::net::TcpListener',
    reason: 'AC-0.4 allows a kernel server',
    expires: '2026-06-30',
  };
  const said =
    'allowance: tokio::net::TcpListener in dpdk_worker_isolation.rs until 2026-06-30: AC-0.4 allows a kernel server';
  const scans = [
    scanned('tcp_dpdk', { allowances: [allowance] }),
    scanned('multi_process', { allowances: [allowance] }),
  ];
  const end = { event: 'run-finished', time: at(1), durationMs: 1 } as const;
  expect(noticesOf(reportInput([runStarted(), ...scans, end]).record)).toEqual([said]);
  expect(noticesOf(reportInput([runStarted({ notices: [said] }), ...scans, end]).record)).toEqual([said]);
});

test('a host that is not as it was, and a run that did not end, are told', () => {
  const differences = ['nr_hugepages is 64, was 0'];
  const restored: RunEvent = { event: 'restored', time: at(1), undone: 3, differences };
  expect(noticesOf(reportInput([runStarted(), restored]).record)).toEqual([
    'the record ends before the run did',
    'the host is not as it was: nr_hugepages is 64, was 0',
  ]);
});
