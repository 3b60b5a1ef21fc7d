import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportInput } from '../../../harness/report/from-record.js';
import type { RunEvent } from '../../../harness/record/event.js';
import type { JudgedTest } from '../../../harness/record/judgement.js';
import { run } from '../../../harness/run/run.js';
import { makeTempDirectory } from '../../../lib/files/temp.js';
import { remove } from '../../../lib/files/tree.js';
import { ADVERSARY_STATE, adversarySuite } from '../../rig/adversary-suite.js';
import { must } from '../../rig/fixture-build.js';
import { labRun } from '../../rig/lab-suite.js';

/** What each cheat must come to, and what must be said of it. The tests themselves all end well but for `reaches_for_the_host`. */
const EXPECTED: Readonly<Record<string, readonly [verdict: string, reason: RegExp]>> = {
  honest: ['pass', /1 connection on the wire/],
  falls_back_to_the_kernel: ['fail', /opened a kernel TCP socket.*kernel TCP of its namespace was used/],
  has_an_address_for_a_moment: ['fail', /got address va0 192\.0\.2\.77\/24/],
  has_a_tap_of_its_own: ['fail', /got interface mytap0/],
  goes_beside_the_port: ['fail', /frames? came through the tap of a port .* that DPDK had not sent/],
  pretends_to_be_eal: ['inconclusive', /holds no port of its lane/],
  sends_from_another_mac: ['fail', /came neither from the port nor to it/],
  injects_packets: ['fail', /socket\(AF_PACKET, .*EPERM/],
  rewrites_its_trace: ['fail', /opened a kernel TCP socket/],
  writes_into_the_record: ['pass', /1 connection on the wire/],
  reports_without_a_word: ['fail', /no frame of its TCP was seen/],
  prepares_the_next_report: ['pass', /1 connection on the wire/],
  prints_a_result: ['inconclusive', /printed no result line/],
  kills_its_tracer: ['fail', /exited 101/],
  outlives: ['leaked', /left processes behind: sleep 600/],
  enters_the_peer: ['pass', /1 connection on the wire/],
  reaches_for_the_host: ['pass', /1 connection on the wire/],
  // Known, and said in docs/reference/evidence.md: a subject may report in the name of libtest. The wire still has to be right.
  reports_for_libtest: ['pass', /1 connection on the wire/],
  // Spoils the lane for those after it, so it comes last.
  leaves_the_kernel_a_way_out: ['fail', /had a kernel address away/],
};

describe('a run of cheats', () => {
  let out = '';
  let events: readonly RunEvent[] = [];
  let judged: readonly JudgedTest[] = [];
  beforeAll(async () => {
    out = await makeTempDirectory('dpdk-conformance-test');
    const options = await labRun(out, adversarySuite(Object.keys(EXPECTED)));
    events = must(await run({ ...options, stateDirectory: ADVERSARY_STATE })).events;
    judged = reportInput(events).judgement.tests;
  });
  afterAll(() => remove(out));

  it.each(Object.entries(EXPECTED))('%s', (name, [verdict, reason]) => {
    const test = judged.find((candidate) => candidate.name === name);
    expect(test?.reasons.join(' | ')).toMatch(reason);
    expect(test?.verdict).toBe(verdict);
  });

  it('leaves the record as the harness wrote it', () => {
    const lines = readFileSync(join(out, 'run.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as RunEvent)).toEqual(events);
  });

  it('lets no test make a file among those of the run', () => {
    expect(existsSync(join(out, 'forged'))).toBe(false);
    const names = readdirSync(out, { recursive: true }).map(String);
    expect(names.filter((name) => name.endsWith('reached'))).toEqual([]);
  });
});
