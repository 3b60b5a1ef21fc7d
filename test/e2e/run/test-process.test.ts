import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concludeProcess } from '../../../harness/run/conclude-test.js';
import { testFiles } from '../../../harness/run/test-files.js';
import { runTestProcess } from '../../../harness/run/test-process.js';
import { testSpec } from '../../../harness/run/test-spec.js';
import type { EventOf, RunEvent } from '../../../harness/record/event.js';
import type { PlannedTest } from '../../../harness/plan/plan.js';
import { makeTempDirectory } from '../../../lib/files/temp.js';
import { remove } from '../../../lib/files/tree.js';
import { writeText } from '../../../lib/files/text.js';
import { bindFixtures, buildFixtures } from '../../rig/fixture-build.js';
import { builtLaneExec } from '../../rig/native-tools.js';

let directory = '';
let laneExec = '';
let program = '';

beforeAll(async () => {
  directory = await makeTempDirectory('dpdk-conformance-test');
  laneExec = await builtLaneExec();
  const outcome = await buildFixtures(directory, await bindFixtures(directory, 'plain', ['behaviour']));
  program = outcome.executables.find(({ kind }) => kind === 'test')?.path ?? '';
});
afterAll(() => remove(directory));

/** Runs one fixture test the way a lane does, without a lab, and gives its last event. */
const runOne = async (
  name: string,
  options: { limitMs?: number; signal?: AbortSignal; as?: string } = {},
): Promise<EventOf<'test-finished'> | undefined> => {
  const test: PlannedTest = {
    id: `fixture::behaviour::${name}`,
    suite: 'fixture',
    binary: 'behaviour',
    name: options.as ?? name,
    criteria: [],
    wire: 'none',
    ealProcesses: 1,
    timeoutSeconds: 30,
    provenFrom: 'virtual',
  };
  const files = testFiles(directory, test);
  const spec = testSpec(program, test.name, files, {
    mounts: [],
    environment: { PATH: '/usr/bin:/bin', MARK: 'of the fixture' },
    cwd: directory,
    cores: [1],
    trace: false,
    held: false,
  });
  await writeText(files.spec, JSON.stringify(spec));
  const report = await runTestProcess({
    laneExec,
    spec: files.spec,
    limitMs: options.limitMs ?? 30_000,
    signal: options.signal ?? new AbortController().signal,
  });
  const events: RunEvent[] = [];
  await concludeProcess((event) => events.push(event as RunEvent), test, files, report);
  return events.find((event) => event.event === 'test-finished');
};

describe('one test in its own process', () => {
  it('passes', async () => {
    expect(await runOne('passes')).toMatchObject({
      outcome: { kind: 'exited', code: 0 },
      counts: { passed: 1, failed: 0, ignored: 0 },
      reported: [{ name: 'passes', result: 'ok' }],
      leaked: [],
    });
  });

  it('fails with the panic’s own words', async () => {
    const event = await runOne('fails');
    expect(event).toMatchObject({
      outcome: { kind: 'exited', code: 101 },
      counts: { passed: 0, failed: 1 },
      reported: [{ name: 'fails', result: 'failed' }],
    });
    expect(event?.message).toMatch(/^thread 'fails' .*panicked at .*behaviour\.rs:\d+/);
    expect(event?.message).toMatch(/arithmetic of the fixture/);
    expect(event?.message).not.toMatch(/stack backtrace/);
  });

  it('shows an ignored test as ignored, and a name that does not exist as nothing run', async () => {
    expect(await runOne('ignored')).toMatchObject({
      counts: { passed: 0, ignored: 1 },
      reported: [{ name: 'ignored', result: 'ignored' }],
    });
    expect(await runOne('no_such_test')).toMatchObject({
      outcome: { kind: 'exited', code: 0 },
      counts: { passed: 0, failed: 0, ignored: 0 },
      reported: [],
    });
  });

  it('reads a should_panic test', async () => {
    expect(await runOne('should_panic')).toMatchObject({
      reported: [{ name: 'should_panic', result: 'ok' }],
    });
  });

  it('does not believe a result the test printed itself', async () => {
    const event = await runOne('forges_a_result');
    expect(readFileSync(join(directory, event?.output.stdout ?? ''), 'utf8')).toMatch(
      /test result: ok\. 1 passed/,
    );
    expect(event).toMatchObject({ outcome: { kind: 'exited', code: 0 }, reported: [] });
    expect(event?.counts).toBeUndefined();
    expect(event?.message).toMatch(/libtest’s own report says that no test came to its end/);
  });

  it('has no result of a test that left silently', async () => {
    const event = await runOne('exits_silently');
    expect(event).toMatchObject({ outcome: { kind: 'exited', code: 0 }, reported: [] });
    expect(event?.counts).toBeUndefined();
  });

  it('names the signal a test died of', async () => {
    expect(await runOne('dies_of_a_signal')).toMatchObject({
      outcome: { kind: 'signaled', signal: 'SIGABRT' },
    });
  });

  it('ends a test that hangs, with its children', async () => {
    const event = await runOne('hangs_with_a_child', { limitMs: 1000 });
    expect(event).toMatchObject({ outcome: { kind: 'timeout', limitMs: 1000 }, reported: [] });
  });

  it('keeps what a test printed before it hung', async () => {
    const event = await runOne('hangs', { limitMs: 1000 });
    expect(readFileSync(join(directory, event?.output.stdout ?? ''), 'utf8')).toMatch(/before the hang/);
  });

  it('has no end for a test that was cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 300);
    expect(await runOne('hangs', { signal: controller.signal })).toBeUndefined();
  });

  it('names a child that was left behind and does not wait for it', async () => {
    expect(await runOne('leaks_a_child')).toMatchObject({
      outcome: { kind: 'exited', code: 0 },
      leaked: [{ command: 'sleep 1000' }],
    });
  });

  it('stays small when a test prints 1 GiB, and still reads its result', async () => {
    const before = process.memoryUsage().rss;
    const event = await runOne('prints_a_lot');
    expect(event).toMatchObject({ outcome: { kind: 'exited', code: 0 }, counts: { passed: 1 } });
    expect(event?.output.stdoutBytes).toBeGreaterThan(1 << 30);
    expect(statSync(join(directory, event?.output.stdout ?? '')).size).toBeLessThan(16 << 20);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 << 20);
  });

  it('gives the test only its own environment and its cores', async () => {
    const event = await runOne('shows_its_world');
    const printed = readFileSync(join(directory, event?.output.stdout ?? ''), 'utf8');
    expect(printed.match(/^env .*$/gm)?.sort()).toEqual([
      'env MARK=of the fixture',
      'env PATH=/usr/bin:/bin',
    ]);
    expect(printed).toMatch(/cpus Cpus_allowed_list:\t1$/m);
  });

  it('says why a test could not be started', async () => {
    const real = program;
    program = join(directory, 'no-such-program');
    const event = await runOne('passes', { as: 'not_there' });
    program = real;
    expect(event?.outcome).toMatchObject({ kind: 'not-started' });
    expect(event?.outcome).toHaveProperty('reason', expect.stringContaining('no-such-program'));
  });
});
