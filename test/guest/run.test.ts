import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type Finished } from '../rig/program.js';

interface Report {
  readonly profile: string;
  readonly criteria: readonly { readonly id: string; readonly verdict: string; readonly grade: string }[];
  readonly tests: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly reasons: readonly string[];
  }[];
}

const out = mkdtempSync(join(tmpdir(), 'guest-run-'));
let ended: Finished;
let report: Report;
beforeAll(async () => {
  ended = await runCli([
    'run',
    '--profile',
    'guest',
    '--suite',
    'tcp_dpdk',
    '--criterion',
    'AC-1',
    '--out',
    out,
  ]);
  report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
});
afterAll(() => {
  rmSync(out, { recursive: true });
});

describe('run --profile guest', () => {
  it('shows a criterion on a PCI port, with all the evidence', () => {
    expect(report.tests).toMatchObject([{ name: 'test_connect_with_socket_addr', verdict: 'pass' }]);
    expect(report.criteria.find(({ id }) => id === 'AC-1')).toMatchObject({ verdict: 'met', grade: 'guest' });
    expect(ended).toMatchObject({ code: 0 });
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
