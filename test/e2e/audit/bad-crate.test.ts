import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeCrateLock } from '../../../harness/audit-io/crate-lock.js';
import { crateDirectory } from '../../../harness/audit-io/crate-run.js';
import { gate } from '../../../harness/criteria/gate.js';
import { reportInput } from '../../../harness/report/from-record.js';
import type { RunEvent } from '../../../harness/record/event.js';
import type { RunOptions } from '../../../harness/run/options.js';
import { run } from '../../../harness/run/run.js';
import { ExitCode } from '../../../lib/core/exit-code.js';
import { fingerprintTree } from '../../../lib/files/fingerprint.js';
import { packageRoot } from '../../../lib/files/package-root.js';
import { makeTempDirectory } from '../../../lib/files/temp.js';
import { remove } from '../../../lib/files/tree.js';
import { fixtures, must } from '../../rig/fixture-build.js';
import { snapshotHost } from '../../rig/host-snapshot.js';
import { labRun, labSuite } from '../../rig/lab-suite.js';
import { suites } from '../../../suites/index.js';

let directory = '';
beforeAll(async () => {
  directory = await makeTempDirectory('dpdk-conformance-test');
});
afterAll(() => remove(directory));

interface Case extends Pick<RunOptions, 'criteria' | 'stage'> {
  /** Usable cores; all when absent. */
  readonly cores?: readonly number[];
  /** A test file to add to the crate, with its text. */
  readonly file?: readonly [string, string];
}

/** What a run on a fixture crate gave; the host and the crate are as they were. */
const runOn = async (name: string, { cores, file, ...more }: Case) => {
  const crate = join(directory, name);
  cpSync(join(fixtures, 'crates', name), crate, { recursive: true });
  if (file !== undefined) writeFileSync(join(crate, 'tests', file[0]), file[1]);
  const [host, tree] = [snapshotHost(), await fingerprintTree(crate, [])];
  const options = await labRun(join(directory, `out-${name}`), labSuite(), {
    crate,
    flags: {
      testSeconds: 10,
      suites: suites.map(({ name: suite }) => suite),
      ...(cores === undefined ? {} : { cores }),
    },
  });
  const { events } = must(await run({ ...options, suites, ...more }));
  expect(snapshotHost()).toEqual(host);
  expect(await fingerprintTree(crate, [])).toEqual(tree);
  const { record, judgement } = reportInput(events);
  const tests = new Map(judgement.tests.map((test) => [test.name, test]));
  return { events, record, judgement, tests };
};

const audit = (name: string) => runOn(name, { criteria: [], stage: 'audit' });

const of = <N extends RunEvent['event']>(events: readonly RunEvent[], name: N) =>
  events.filter((event): event is Extract<RunEvent, { event: N }> => event.event === name);

describe('a crate whose own tests misbehave', () => {
  it('gets a verdict for each, and leaves the host and its own tree as they were', async () => {
    const { events, judgement, tests } = await audit('bad');
    const reason = (name: string): string => tests.get(name)?.reasons.join('; ') ?? 'no such test';
    const said = (name: string): string =>
      of(events, 'test-finished').find(({ test }) => test === tests.get(name)?.id)?.message ?? '';
    expect(Object.fromEntries(judgement.tests.map(({ name, verdict }) => [name, verdict]))).toEqual({
      build_was_without_rights: 'pass',
      changes_directory: 'pass',
      deletes_its_directory: 'fail',
      dies_of_abort: 'fail',
      dies_of_segv: 'fail',
      does_no_harm: 'pass',
      eats_memory: 'fail',
      forks_on_and_on: 'fail',
      hangs: 'timeout',
      has_parts: 'fail',
      leaves_files_of_root: 'fail',
      leaves_hugepages: 'pass',
      leaves_processes: 'leaked',
      opens_a_raw_socket: 'fail',
      passes_over_the_kernel: 'fail',
      prints_binary: 'pass',
      prints_without_end: 'timeout',
      removes_the_port: 'fail',
      runs_after_that: 'pass',
      takes_hugepages: 'fail',
    });
    expect(reason('dies_of_segv')).toContain('died of SIGSEGV');
    expect(reason('dies_of_abort')).toContain('died of SIGABRT');
    expect(said('forks_on_and_on')).toMatch(/^it had \d+ threads, more than it may, and was killed/);
    expect(reason('eats_memory')).toMatch(/died of SIG(ABRT|KILL)/);
    expect(said('deletes_its_directory')).toMatch(/Read-only file system|busy/);
    expect(said('takes_hugepages')).toContain('Read-only file system');
    expect(said('leaves_files_of_root')).toContain('Read-only file system');
    expect(said('opens_a_raw_socket')).toContain('Operation not permitted');
    expect(reason('leaves_processes')).toContain('sleep');
    expect(reason('removes_the_port')).toContain('took away what its lane is made of');
    expect(reason('passes_over_the_kernel')).toMatch(
      /opened a kernel TCP socket: socket\(AF_INET.*its source: std::net::TcpListener at tests\/tcp_dpdk\.rs:\d+/,
    );
    expect(reason('has_parts')).toContain('"over IPv6" was skipped (no address)');
    expect(of(events, 'subtests')[0]?.results).toMatchObject([
      { name: 'AC-8: TTL', result: 'passed', criteria: ['AC-8'] },
      { name: 'over IPv6', result: 'skipped' },
    ]);
    const trees = of(events, 'subject-tree');
    expect(trees.map(({ when }) => when)).toEqual(['before', 'after']);
    expect(trees[0]?.sha256).toBe(trees[1]?.sha256);
  });

  it('names what does not compile and runs what does', async () => {
    const { events, judgement, tests } = await audit('unbuildable');
    expect(tests.get('compiles')?.verdict).toBe('pass');
    expect(judgement.causes).toMatchObject([{ id: 'build-failed' }]);
    expect(
      of(events, 'build-finished')
        .find(({ target }) => target === 'own-tests')
        ?.errors.join(''),
    ).toContain('not_there');
  });

  it('is not touched while another run builds it: the host blocks, and nothing is said about the crate', async () => {
    const found = { cargo: { package: { name: 'tokio' } }, facts: { directory: join(directory, 'bad') } };
    const place = crateDirectory(join(packageRoot, '.dpdk-conformance'), found);
    const lock = must(await takeCrateLock(place));
    try {
      const { record, judgement, events } = await runOn('bad', { criteria: ['AC-18'], stage: 'audit' });
      expect(of(events, 'blocked').map(({ scope, cause }) => [scope, cause.id])).toEqual([
        ['host', 'crate-in-use'],
      ]);
      expect(gate(record, judgement, { certify: false })).toBe(ExitCode.hostBlocked);
    } finally {
      lock.release();
    }
  });

  it('has every file named whose tests want more cores than there are', async () => {
    const file = ['dpdk_multi_process.rs', '#[test]\nfn is_one_of_its_own() {}\n'] as const;
    const { events, tests } = await runOn('bad', { criteria: [], stage: 'audit', cores: [1], file });
    expect(of(events, 'blocked').map(({ scope, suite, cause }) => [scope, suite, cause.id])).toEqual([
      ['suite', 'audit/tcp_dpdk', 'cores-too-few'],
      ['suite', 'audit/multi_process', 'cores-too-few'],
    ]);
    expect(new Set([...tests.values()].map(({ verdict }) => verdict))).toEqual(new Set(['blocked']));
  });

  it('is compiled without any right when its sources are looked at, too', async () => {
    const { events, judgement } = await runOn('bad', { criteria: ['AC-15', 'AC-18'], stage: 'audit' });
    expect(of(events, 'checked')).toMatchObject([{ success: true, errors: [] }]);
    expect(of(events, 'documented')[0]).not.toHaveProperty('problem');
    expect(judgement.criteria.find(({ id }) => id === 'AC-15')?.verdict).toBe('met');
    const trees = of(events, 'subject-tree');
    expect(trees.map(({ when }) => when)).toEqual(['before', 'after']);
    expect(trees[0]?.sha256).toBe(trees[1]?.sha256);
  });
});
