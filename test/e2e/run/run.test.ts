import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../../../harness/criteria/gate.js';
import { parseRecord } from '../../../harness/record/parse.js';
import { reportInput } from '../../../harness/report/from-record.js';
import type { RunEvent } from '../../../harness/record/event.js';
import type { Recorder, RunListener } from '../../../harness/run/recorder.js';
import { run } from '../../../harness/run/run.js';
import type { RunOptions } from '../../../harness/run/options.js';
import { makeTempDirectory } from '../../../lib/files/temp.js';
import { remove } from '../../../lib/files/tree.js';
import { run as runProgram } from '../../../lib/proc/run.js';
import { fixtures, must } from '../../rig/fixture-build.js';
import { labRun, labSuite, STATE } from '../../rig/lab-suite.js';

let out = '';
beforeAll(async () => {
  out = await makeTempDirectory('dpdk-conformance-test');
});
afterAll(() => remove(out));

/** What is left of the labs of a run: their namespaces, mounts and journals. */
const remains = (events: readonly RunEvent[]): readonly string[] => {
  const names = of(events, 'lane-ready').flatMap(({ namespaces }) => Object.values(namespaces));
  return [
    ...names.filter((name) => existsSync(join('/run/netns', name))),
    ...readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .filter((line) => line.includes(STATE)),
    ...(existsSync(STATE) ? readdirSync(STATE, { recursive: true }).map(String) : []),
  ].filter((name) => name !== 'journals' && name !== 'lock');
};

interface Outcome {
  readonly events: readonly RunEvent[];
  readonly verdicts: Readonly<Record<string, string>>;
  readonly exitCode: number;
  readonly causes: readonly string[];
}

/** Runs, checks that the host is as before, and judges by the record on disk. */
const runAndJudge = async (
  options: RunOptions,
  listener: RunListener = () => undefined,
): Promise<Outcome> => {
  const result = must(await run(options, [listener]));
  expect(remains(result.events)).toEqual([]);
  expect(of(result.events, 'restored').flatMap(({ differences }) => differences)).toEqual([]);
  const parsed = must(parseRecord(readFileSync(result.recordPath, 'utf8')));
  expect(parsed.events).toEqual(result.events);
  const { record, judgement } = reportInput(result.events);
  return {
    events: result.events,
    verdicts: Object.fromEntries(judgement.tests.map((test) => [test.name, test.verdict])),
    exitCode: gate(record, judgement, { certify: false }),
    causes: judgement.causes.map(({ id }) => id),
  };
};

const of = <N extends RunEvent['event']>(
  events: Recorder['events'],
  name: N,
): readonly Extract<RunEvent, { event: N }>[] =>
  events.filter((event): event is Extract<RunEvent, { event: N }> => event.event === name);

describe('a run over real DPDK', () => {
  it('passes what the wire shows and nothing else', async () => {
    const only = [
      'echoes_over_dpdk',
      'sends_nothing',
      'starts_nothing',
      'asks_the_kernel_too',
      'expects_something_else',
    ];
    const { events, verdicts } = await runAndJudge(await labRun(out, labSuite(), { only }));
    expect(verdicts).toEqual({
      echoes_over_dpdk: 'pass',
      sends_nothing: 'fail',
      starts_nothing: 'fail',
      asks_the_kernel_too: 'fail',
      expects_something_else: 'fail',
    });
    expect(events[0]?.event).toBe('run-started');
    expect(events.at(-1)?.event).toBe('run-finished');
    expect(of(events, 'restored').at(-1)).toMatchObject({ differences: [] });
    const passed = of(events, 'test-finished').find(({ test }) => test.endsWith('::echoes_over_dpdk'));
    expect(readFileSync(join(out, passed?.output.stdout ?? ''), 'utf8')).toMatch(/1 passed/);
    const found = of(events, 'scanned').flatMap(({ findings }) =>
      findings.map(({ rule, item }) => [rule, item]),
    );
    expect(found).toContainEqual(['kernel-tcp', 'std::net::TcpStream']);
  });

  it('runs tests side by side on lanes that share no core', async () => {
    const only = ['echoes_over_dpdk', 'echoes_again'];
    const options = await labRun(out, labSuite(), { only, flags: { lanes: 2 } });
    const { events, verdicts } = await runAndJudge(options);
    expect(verdicts).toEqual({ echoes_over_dpdk: 'pass', echoes_again: 'pass' });
    const started = of(events, 'test-started');
    expect(new Set(started.map(({ lane }) => lane))).toEqual(new Set([0, 1]));
    expect(new Set(started.flatMap(({ cores }) => cores)).size).toBe(2);
  });

  it('counts a missing and an undeclared test as errors', async () => {
    const suite = labSuite(['echoes_over_dpdk', 'no_such_test']);
    const { verdicts, exitCode } = await runAndJudge(await labRun(out, suite));
    expect(verdicts).toMatchObject({
      echoes_over_dpdk: 'pass',
      no_such_test: 'error',
      stays_connected: 'error',
    });
    expect(exitCode).toBe(1);
  });

  it('stops on a signal, undoes everything and says that it was interrupted', async () => {
    const controller = new AbortController();
    const options = await labRun(out, labSuite(), {
      only: ['stays_connected', 'echoes_over_dpdk'],
      signal: controller.signal,
    });
    const { events, verdicts, exitCode } = await runAndJudge(options, (event) => {
      if (event.event === 'test-started' && event.test.endsWith('stays_connected'))
        controller.abort({ signal: 'SIGINT' });
    });
    expect(of(events, 'interrupted')).toMatchObject([{ signal: 'SIGINT' }]);
    expect(verdicts['stays_connected']).not.toBe('pass');
    expect(of(events, 'test-finished').filter(({ test }) => test.endsWith('stays_connected'))).toEqual([]);
    expect(exitCode).toBe(130);
  });

  it('ends a test at its time limit', async () => {
    const suite = labSuite();
    const limited = suite.tests.map((test) => ({ ...test, timeoutSeconds: 3 }));
    const options = await labRun(out, { ...suite, tests: limited }, { only: ['stays_connected'] });
    const { verdicts } = await runAndJudge(options);
    expect(verdicts).toEqual({ stays_connected: 'timeout' });
  });

  it('ends the whole run at its time limit', async () => {
    const options = await labRun(out, labSuite(), {
      only: ['stays_connected', 'echoes_over_dpdk'],
      flags: { runSeconds: 12 },
    });
    const { verdicts, causes, exitCode } = await runAndJudge(options);
    expect(verdicts).toMatchObject({ stays_connected: 'blocked' });
    expect(causes).toEqual(['run-timeout']);
    expect(exitCode).toBe(1);
  });

  it('blocks what is left when the port is removed, and names that once', async () => {
    const suite = labSuite();
    const limited = suite.tests.map((test) => ({ ...test, timeoutSeconds: 4 }));
    const only = ['stays_connected', 'echoes_over_dpdk', 'echoes_again'];
    const options = await labRun(out, { ...suite, tests: limited.toReversed() }, { only });
    const lanes: string[] = [];
    const { verdicts, causes, exitCode } = await runAndJudge(options, (event) => {
      if (event.event === 'lane-ready') lanes.push(event.namespaces.test);
      if (event.event === 'test-started')
        void runProgram('ip', ['-n', lanes[0] ?? '', 'link', 'delete', 'dtap0']);
    });
    expect(verdicts).toEqual({
      stays_connected: 'blocked',
      echoes_over_dpdk: 'blocked',
      echoes_again: 'blocked',
    });
    expect(causes).toEqual(['port-removed']);
    expect(exitCode).toBe(3);
  });

  describe('blocks everything, for a cause that is named once,', () => {
    /** Changes the lane once it is up, runs two tests, and gives what was seen. */
    const spoilt = async (spoil: (namespace: string) => void, cause: string): Promise<string> => {
      const options = await labRun(out, labSuite(), { only: ['echoes_over_dpdk', 'echoes_again'] });
      const { events, verdicts, causes, exitCode } = await runAndJudge(options, (event) => {
        if (event.event === 'lane-ready') spoil(event.namespaces.test);
      });
      expect(verdicts).toEqual({ echoes_over_dpdk: 'blocked', echoes_again: 'blocked' });
      expect(causes).toEqual([cause]);
      expect(exitCode).toBe(3);
      return of(events, 'blocked')[0]?.cause.seen ?? '';
    };

    /** The configuration as the tests of the lane will read it. */
    const rewriteEnvJson = (change: (text: string) => string): void => {
      const [name] = readdirSync(STATE, { recursive: true })
        .map(String)
        .filter((path) => path.endsWith('env.json'));
      const path = join(STATE, name ?? '');
      writeFileSync(path, change(readFileSync(path, 'utf8')));
    };

    it('when EAL refuses to start', async () => {
      const seen = await spoilt(() => {
        rewriteEnvJson((text) => text.replace(/"-m",\s*"\d+"/, '"-m", "900000"'));
      }, 'eal-refused');
      expect(seen).toContain('Not enough memory available');
    });

    it('when no port has the MAC of env.json', async () => {
      const seen = await spoilt(() => {
        rewriteEnvJson((text) => text.replace(/"mac": "[^"]*"/, '"mac": "02:00:00:00:00:99"'));
      }, 'port-not-found');
      expect(seen).toContain('02:00:00:00:00:99');
    });

    it('when the driver cannot make the port, in its own words', async () => {
      const seen = await spoilt((namespace) => {
        // A tap of one queue only, which net_tap cannot attach to.
        const ip = (...words: string[]) => execFileSync('ip', ['-n', namespace, ...words]);
        ip('link', 'delete', 'dtap0');
        ip('tuntap', 'add', 'dev', 'dtap0', 'mode', 'tap');
      }, 'port-not-found');
      expect(seen).toMatch(/tun_alloc|eth_dev_tap_create/);
    });
  });

  it('blocks what is left when the peer dies', async () => {
    const only = ['stays_connected', 'echoes_over_dpdk'];
    const options = await labRun(out, labSuite(), { only });
    let peer = '';
    const { verdicts, causes, exitCode } = await runAndJudge(options, (event) => {
      if (event.event === 'lane-ready') peer = event.namespaces.peer;
      if (event.event === 'test-started')
        void runProgram('ip', ['netns', 'pids', peer]).then(({ stdout }) => {
          for (const pid of stdout.split('\n').filter((line) => line !== ''))
            process.kill(Number(pid), 'SIGKILL');
        });
    });
    expect(verdicts['stays_connected'] ?? verdicts['echoes_over_dpdk']).toBe('blocked');
    expect(Object.values(verdicts)).not.toContain('fail');
    expect(causes).toEqual(['peer-dead']);
    expect(exitCode).toBe(3);
  });
});

describe('a run that cannot begin', () => {
  it('keeps the compiler’s words when the subject does not compile', async () => {
    const crate = join(fixtures, 'subjects/broken');
    const { events, verdicts, causes, exitCode } = await runAndJudge(
      await labRun(out, labSuite(), { crate }),
    );
    const built = of(events, 'build-finished').find(({ target }) => target === 'suites');
    expect(built?.errors.join('\n')).toMatch(/error\[E0308\]: mismatched types/);
    expect(causes).toEqual(['build-failed']);
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['blocked']));
    expect(exitCode).toBe(101);
  });

  it('names what a crate without the types lacks', async () => {
    const crate = join(fixtures, 'subjects/without-types');
    const { causes, exitCode } = await runAndJudge(await labRun(out, labSuite(), { crate }));
    expect(causes).toEqual(['subject-without-types']);
    expect(exitCode).toBe(101);
  });

  const refused = async (options: RunOptions): Promise<unknown> => {
    const result = await run(options);
    expect(existsSync(options.settings.out.value)).toBe(false);
    return result.ok ? undefined : { id: result.error.cause.id, exitCode: result.error.exitCode };
  };

  it('refuses what the user must mend, and writes nothing', async () => {
    const none = join(out, 'none');
    const suite = labSuite();
    expect(await refused(await labRun(none, suite, { crate: fixtures }))).toEqual({
      id: 'subject-not-found',
      exitCode: 2,
    });
    expect(await refused(await labRun(none, suite, { flags: { suites: ['tcp'] } }))).toEqual({
      id: 'unknown-suite',
      exitCode: 2,
    });
    expect(await refused(await labRun(none, suite, { only: ['never_heard_of'] }))).toEqual({
      id: 'unknown-criterion',
      exitCode: 2,
    });
    expect(await refused({ ...(await labRun(none, suite)), criteria: ['AC-18'] })).toEqual({
      id: 'nothing-selected',
      exitCode: 4,
    });
    expect(await refused(await labRun('/proc/no-such-folder', suite))).toEqual({
      id: 'out-not-writable',
      exitCode: 2,
    });
    expect(await refused(await labRun(none, suite, { flags: { lanes: 64 } }))).toEqual({
      id: 'lanes-too-many',
      exitCode: 2,
    });
  });

  it('blocks a suite that needs more cores than there are', async () => {
    const suite = labSuite();
    const options = await labRun(
      out,
      { ...suite, needs: { ...suite.needs, cores: 2 } },
      { flags: { cores: [1] } },
    );
    const { verdicts, causes, exitCode } = await runAndJudge(options);
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['blocked']));
    expect(causes).toEqual(['cores-too-few']);
    expect(exitCode).toBe(3);
  });

  it('says the first cause of a host that cannot', async () => {
    const options = await labRun(out, labSuite(), { flags: { cores: [0, 4000] } });
    const { verdicts, causes, exitCode } = await runAndJudge(options);
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['blocked']));
    expect(causes).toEqual(['cores-unavailable']);
    expect(exitCode).toBe(3);
  });
});
