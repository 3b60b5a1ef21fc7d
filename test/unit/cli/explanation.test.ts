import { describe, expect, it } from 'vitest';
import { explain } from '../../../harness/cli/explanation.js';
import { listing, listingText } from '../../../harness/cli/listing.js';
import { CATALOGUE } from '../../../harness/criteria/catalogue.js';
import type { SuiteDefinition } from '../../../harness/plan/suite.js';

const suites: readonly SuiteDefinition[] = [
  {
    name: 'tcp_dpdk',
    title: 'streams and listeners',
    directory: '/nowhere',
    needs: { ports: 1, cores: 1, provenFrom: 'virtual' },
    tests: [
      {
        name: 'test_connect_with_socket_addr',
        binary: 'tcp_dpdk',
        criteria: ['AC-1', 'X-IPV6'],
        wire: { connect: { outcome: 'established' } },
      },
      { name: 'test_defaults', binary: 'tcp_dpdk', criteria: ['AC-10'], wire: 'none' },
    ],
  },
  {
    name: 'tcp_dpdk_real',
    title: 'the Internet',
    directory: '/nowhere',
    needs: { ports: 1, cores: 1, provenFrom: 'real' },
    tests: [
      { name: 'test_real', binary: 'real', criteria: [], wire: { connect: { outcome: 'established' } } },
    ],
  },
];
const told = (id: string): string => {
  const explanation = explain(id, suites);
  if (!explanation.ok) throw new Error(explanation.error.seen);
  return explanation.value;
};

describe('explain', () => {
  it('tells of a criterion: title, kind, profile, tests and how to run them', () => {
    const text = told('AC-1');
    expect(text).toContain('AC-1: connect to a socket address');
    expect(text).toContain('profile that may tick it: virtual');
    expect(text).toContain('  tcp_dpdk::tcp_dpdk::test_connect_with_socket_addr');
    expect(text).toContain('dpdk-conformance run --criterion AC-1');
  });

  it('takes every one of the 24, in any case', () => {
    for (const { id, title } of CATALOGUE) expect(told(id.toLowerCase())).toContain(`${id}: ${title}`);
  });

  it('counts the whole suite where the criterion does', () => {
    expect(told('AC-0.5')).toContain('  tcp_dpdk_real::real::test_real');
  });

  it('says so when nothing is evidence for it yet', () => {
    expect(told('AC-7')).toContain('No test of this version is evidence for it.');
    expect(told('AC-7')).not.toContain('--criterion');
  });

  it('tells what is looked at for criteria without tests', () => {
    expect(told('AC-0.6')).toContain('it never signs');
    expect(told('AC-16')).toContain('dpdk-conformance baseline record');
    expect(told('AC-18')).toContain('RUSTC_BOOTSTRAP=1');
    expect(told('x-api')).toContain('run --criterion X-API');
  });

  it('tells of criteria beyond the 24, suites, tests and exit codes', () => {
    expect(told('X-IPV6')).toContain('Beyond the 24');
    expect(told('tcp_dpdk_real')).toContain('from profile real on');
    expect(told('test_defaults')).toContain('It owes no TCP frame');
    expect(told('tcp_dpdk::tcp_dpdk::test_defaults')).toBe(told('test_defaults'));
    expect(told('3')).toContain('exit code 3: host blocked');
  });

  it('suggests the nearest id for one it does not know', () => {
    const near = explain('test_defaulst', suites);
    expect(near).toMatchObject({ ok: false, error: { fix: 'did you mean test_defaults?' } });
    const far = explain('zzzzzzzzzzzzzzzzzzzzz', suites);
    expect(far).toMatchObject({ ok: false, error: { fix: expect.stringContaining('list') as string } });
  });
});

describe('list', () => {
  it('shows every test under its suite and every criterion', () => {
    const text = listingText(listing(CATALOGUE, suites));
    expect(text).toContain(
      'tcp_dpdk: streams and listeners (2 tests, 1 port, 1 core)\n  test_connect_with_socket_addr  AC-1 X-IPV6\n',
    );
    expect(text).toContain('24 criteria:');
    expect(text.split('\n').filter((line) => line.startsWith('  AC-'))).toHaveLength(24);
  });

  it('has the same in its JSON', () => {
    const all = listing(CATALOGUE, suites);
    expect(all.suites.map(({ name, tests }) => [name, tests.length])).toEqual([
      ['tcp_dpdk', 2],
      ['tcp_dpdk_real', 1],
    ]);
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
  });
});
