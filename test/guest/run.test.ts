import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Judgement } from '../../harness/record/judgement.js';
import { reportInputFromText } from '../../harness/report/from-record.js';
import { must } from '../rig/fixture-build.js';
import { root, runProgram, type Finished } from '../rig/program.js';
import { CRATE, buildForRun, makeCrate } from '../rig/crate-of-tests.js';
import { playInGuest, type Ended } from './rig/guest.js';

interface Criterion {
  readonly id: string;
  readonly verdict: string;
  readonly grade: string;
  readonly reasons: readonly string[];
}

interface Report {
  readonly profile: string;
  readonly criteria: readonly Criterion[];
  readonly beyond: readonly Criterion[];
  readonly tests: readonly {
    readonly suite: string;
    readonly name: string;
    readonly verdict: string;
    readonly reasons: readonly string[];
  }[];
}

interface Real {
  readonly ran: Ended;
  /** What the peer on the other host told. */
  readonly told: string;
  readonly changed: readonly string[];
  /** Driver and override after the SIGKILL. */
  readonly between: string;
  readonly restored: Ended;
  readonly changedByKill: readonly string[];
  readonly doctor: Ended;
  readonly changedByDoctor: readonly string[];
}

interface Checks {
  readonly checks: readonly { readonly id: string; readonly found: string; readonly cause?: object }[];
}

/** The program as a user whose files these are, and who has no right beside: not root, no capability. */
const runAsUser = (args: readonly string[]): Promise<Finished> => {
  const program = [process.execPath, join(root, 'bin/dpdk-conformance.js'), ...args];
  return runProgram('unshare', ['--user', '--map-user=1000', '--map-group=1000', ...program]);
};

/** What runs in the guest finds everything built, as an emulated processor is too slow for a compiler: the suites by the run before it, the crate by itself. */
const criteria = (...ids: readonly string[]): readonly string[] => ids.flatMap((id) => ['--criterion', id]);
const share = mkdtempSync(join(tmpdir(), 'guest-run-'));
const out = join(share, 'guest');
const readReport = (folder: string): Report =>
  JSON.parse(readFileSync(join(share, folder, 'report.json'), 'utf8')) as Report;

let ended: Finished;
let report: Report;
let real: Real;
let realReport: Report;
beforeAll(async () => {
  makeCrate();
  // The compiler works on the one while the emulator does on the other.
  [ended] = await Promise.all([
    runAsUser([
      ...['run', '--profile', 'guest', '--out', out],
      ...criteria('AC-1', 'AC-2', 'AC-0.5', 'X-DUPLICATES', 'X-H-SYN-FLOOD'),
    ]),
    buildForRun(join(share, 'nothing'), ['AC-8', 'AC-0.2']),
  ]);
  report = readReport('guest');
  const environment = Object.entries(process.env).filter(([name]) => /^(?:PATH|HOME|CARGO|RUST)/.test(name));
  writeFileSync(join(share, 'real.json'), JSON.stringify({ root, crate: CRATE, environment }));
  real = await playInGuest<Real>('real', {
    share,
    folders: [{ path: '/', at: '/host', writable: false }],
    cpus: 3,
    memoryMb: 3584,
  });
  realReport = readReport('real');
});
afterAll(() => {
  rmSync(share, { recursive: true });
});

const criterion = ({ criteria: all, beyond }: Report, id: string): Criterion | undefined =>
  [...all, ...beyond].find((one) => one.id === id);
const verdicts = ({ tests }: Report): readonly string[] =>
  tests.flatMap(({ name, verdict, reasons }) =>
    verdict === 'pass' ? [] : [`${name} ${verdict} ${reasons.join()}`],
  );

/** The judgement of a record as of a crate that has no tests of its own. */
const withoutOwnTests = (record: string): Judgement => {
  const own = /"(?:test|suite)":"audit\//;
  const lines = record
    .trimEnd()
    .split('\n')
    .filter((line) => !own.test(line))
    .map((line) => JSON.parse(line) as { readonly event: string })
    .map((line) => (line.event === 'subject-found' ? { ...line, testFiles: [] } : line));
  return must(reportInputFromText(lines.map((line) => JSON.stringify(line)).join('\n'))).judgement;
};

describe('run --profile guest, by a user without rights', () => {
  it('shows criteria on a PCI port, with all the evidence, on an impaired wire and with a hostile host as well', () => {
    expect(verdicts(report)).toEqual([]);
    expect(report.tests.length).toBeGreaterThan(10);
    expect(criterion(report, 'AC-1')).toMatchObject({ verdict: 'met', grade: 'guest' });
    expect(ended).toMatchObject({ code: 0 });
  });
  it('leaves the Internet unproven', () => {
    expect(criterion(report, 'AC-0.5')).toMatchObject({ verdict: 'unproven' });
  });
  it('says where the tests ran', () => {
    expect(report.profile).toBe('guest');
    expect(ended.stdout).toMatch(
      /^Guest +Linux 6\.1\.\S+, 3 cores emulated by QEMU .*igb and virtio-net-pci$/m,
    );
  });
  it('brings the record and what each test said', () => {
    const record = readFileSync(join(out, 'run.jsonl'), 'utf8');
    expect(record).toContain('"file":"/dev/vfio/');
    expect(record).toContain('{"event":"restored"');
    const said = join(out, 'tests/tcp_dpdk/tcp_dpdk/test_connect_with_socket_addr/stderr');
    expect(readFileSync(said, 'utf8')).toContain('EAL: Probe PCI driver: net_e1000_igb');
  });
});

describe('run --profile real --crate, on a host with an igb and a peer on another host', () => {
  const owns = (name: string): Report['tests'][number] | undefined =>
    realReport.tests.find((test) => test.suite === 'audit/tcp_dpdk_real' && test.name === name);

  it('shows criteria of the crate by our suites, with frames captured at the other end of the cable', () => {
    expect(criterion(realReport, 'AC-8')).toMatchObject({ verdict: 'met', grade: 'real' });
    expect(verdicts(realReport)).toEqual([expect.stringMatching(/^passes_over_the_kernel fail /)]);
    expect(realReport.tests.filter(({ suite }) => suite === 'tcp_dpdk_real')).toHaveLength(5);
    expect(real.told).toMatch(/let in 192\.0\.2\.2:\d+\nserving \d+ listeners, capturing/);
  });
  it('plans no test that wants another wire, and leaves its criterion unproven', () => {
    expect(criterion(realReport, 'X-LOSS')).toMatchObject({
      verdict: 'unproven',
      reasons: [expect.stringContaining('profile virtual or guest shows it')],
    });
    expect(realReport.tests.filter(({ name }) => name.includes('loss'))).toEqual([]);
  });
  it('runs its own tests of the real network on the port, and names those it only scans', () => {
    expect(owns('is_answered_over_dpdk')).toMatchObject({ verdict: 'pass' });
    expect(real.ran.stdout).toMatch(/own tests: tests\/tcp_dpdk\.rs is scanned, not run/);
  });
  it('rejects a test that passes over the kernel, by its sockets', () => {
    const reason =
      /opened a kernel TCP socket: socket\(AF_INET.*its source: std::net::TcpListener at tests\/tcp_dpdk_real\.rs:\d+/;
    expect(owns('passes_over_the_kernel')?.reasons).toEqual([expect.stringMatching(reason)]);
    for (const id of ['AC-0.1', 'AC-0.2'])
      expect(criterion(realReport, id)).toMatchObject({ verdict: 'failed' });
    expect(real.ran.code).toBe(1);
  });
  it('lets foreign code reach the devices of its port, and nothing beside them', () => {
    expect(owns('sees_the_devices_of_its_port_only')).toMatchObject({ verdict: 'pass' });
  });
  it('does not take a stand-in for the Internet, though all its answers are right and this host trusts it', () => {
    const ours = withoutOwnTests(readFileSync(join(share, 'real/run.jsonl'), 'utf8'));
    for (const id of ['AC-0.2', 'AC-0.5'])
      expect(ours.criteria.find((one) => one.id === id)).toMatchObject({
        verdict: 'unproven',
        reasons: [
          expect.stringMatching(
            /who answered was not shown to be the Internet: 1\.1\.1\.1: self-signed certificate; 2606:4700:4700::1111: self-signed certificate/,
          ),
        ],
      });
  });
  it('gives the NIC back with all that the kernel forgot', () => {
    expect(real.changed).toEqual([]);
  });
});

describe('run --profile real on the reference, killed with its lane up', () => {
  it('leaves to `lab restore` what a SIGKILL keeps it from', () => {
    expect(real.between).toBe('vfio-pci vfio-pci');
    expect(readFileSync(join(share, 'killed/run.jsonl'), 'utf8')).toContain('"file":"/dev/vfio/');
    expect(real.restored).toMatchObject({ code: 0 });
    expect(real.changedByKill).toEqual([]);
  });
});

describe('doctor --through-port', () => {
  const found = (id: string): readonly (readonly [string, boolean])[] =>
    (JSON.parse(real.doctor.stdout) as Checks).checks
      .filter((check) => check.id === id)
      .map((check) => [check.found, check.cause !== undefined]);

  it('hears the gateways through a port that DPDK has', () => {
    expect(found('gateway-silent')).toEqual([
      ['answers with 52:54:00:00:00:05', false],
      ['answers with 52:54:00:00:00:05', false],
    ]);
  });
  it('finds out a stand-in by its certificate', () => {
    expect(found('internet-not-itself')).toEqual([
      ['self-signed certificate', true],
      ['self-signed certificate', true],
    ]);
  });
  it('gives everything back', () => {
    expect(real.changedByDoctor).toEqual([]);
  });
});
