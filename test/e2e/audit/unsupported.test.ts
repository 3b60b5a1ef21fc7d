import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { run } from '../../../harness/run/run.js';
import { suites } from '../../../suites/index.js';
import { ALTERED, alterSubject } from '../../rig/altered-subject.js';
import { must } from '../../rig/fixture-build.js';
import { labRun, labSuite } from '../../rig/lab-suite.js';

const remove = (): void => {
  rmSync(ALTERED, { recursive: true, force: true });
};
beforeAll(() => {
  remove();
  mkdirSync(ALTERED, { recursive: true });
});
afterAll(remove);

const of = <N extends RunEvent['event']>(events: readonly RunEvent[], name: N) =>
  events.filter((event): event is Extract<RunEvent, { event: N }> => event.event === name);

it('names the tests that a crate does not support, and runs the others of the same program', async () => {
  const crate = alterSubject(join(ALTERED, 'subject'), {
    'src/net/tcp_dpdk/stream.rs': [['pub fn quickack(', 'pub fn quick_ack(']],
  });
  const flags = { suites: ['tcp_dpdk'] };
  const options = await labRun(join(ALTERED, 'out'), labSuite(), { crate, flags });
  const criteria = ['X-QUICKACK', 'AC-8'];
  const { events } = must(await run({ ...options, suites, criteria, stage: 'conformance' }));
  const unsupported = of(events, 'blocked').map(({ test, cause }) => [test, cause.id, cause.seen]);
  const seen = expect.stringContaining('no method named `quickack`') as string;
  expect(unsupported).toEqual([
    ['tcp_dpdk::tcp_dpdk_options::test_quickack', 'unsupported', seen],
    ['tcp_dpdk::tcp_dpdk_options::test_quickack_ipv6', 'unsupported', seen],
  ]);
  const ended = of(events, 'test-finished').map(({ test, outcome }) => [test, outcome.kind]);
  expect(ended).toEqual([
    ['tcp_dpdk::tcp_dpdk_options::test_set_ttl', 'exited'],
    ['tcp_dpdk::tcp_dpdk_options::test_set_ttl_ipv6', 'exited'],
  ]);
});
