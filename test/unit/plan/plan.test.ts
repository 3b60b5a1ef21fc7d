import { describe, expect, it } from 'vitest';
import { compareListing } from '../../../harness/plan/listing.js';
import { makePlan, type PlanOptions } from '../../../harness/plan/make-plan.js';
import { lanesOf, type Plan } from '../../../harness/plan/plan.js';
import { select } from '../../../harness/plan/select.js';
import type { SuiteDefinition, TestDefinition } from '../../../harness/plan/suite.js';
import { must } from '../../rig/fixture-build.js';

const test = (name: string, criteria: readonly string[], binary = 'tcp_dpdk'): TestDefinition => ({
  name,
  binary,
  criteria,
  wire: 'none',
});

const suite = (
  name: SuiteDefinition['name'],
  needs: Partial<SuiteDefinition['needs']>,
  tests: readonly TestDefinition[],
): SuiteDefinition => ({
  name,
  title: name,
  directory: `/suites/${name}`,
  needs: { ports: 1, cores: 1, provenFrom: 'virtual', ...needs },
  tests,
});

const tcp = suite('tcp_dpdk', {}, [
  test('a', ['AC-1']),
  test('b', ['AC-2', 'X-ONE']),
  { ...test('c', ['X-ONE']), timeoutSeconds: 5 },
]);
const multi = suite('multi_process', { ports: 2, cores: 2 }, [
  { ...test('two', ['X-TWO'], 'dpdk_multi_process'), ealProcesses: 2 },
]);
const suites = [tcp, multi];
const everything = { suites: [], criteria: [] };

const plan = (options: PlanOptions, chosen = suites): Plan =>
  must(makePlan(must(select(chosen, everything)), options));

describe('select', () => {
  it('takes everything when nothing is asked for', () => {
    expect(must(select(suites, everything)).map(({ tests }) => tests.length)).toEqual([3, 1]);
  });

  it('takes the tests of a criterion, and the whole suite for one that scans it', () => {
    const names = (criteria: readonly string[]): readonly string[] =>
      must(select(suites, { suites: [], criteria })).flatMap(({ tests }) => tests.map(({ name }) => name));
    expect(names(['AC-1'])).toEqual(['a']);
    expect(names(['X-ONE'])).toEqual(['b', 'c']);
    expect(names(['AC-0.1'])).toEqual(['a', 'b', 'c']);
    expect(names(['AC-15'])).toEqual([]);
  });

  it('refuses an unknown name and lists the known ones', () => {
    expect(select(suites, { suites: ['tcp_dpkd'], criteria: [] })).toEqual({
      ok: false,
      error: {
        id: 'unknown-suite',
        seen: '--suite tcp_dpkd',
        expected: 'one of tcp_dpdk, multi_process',
        fix: 'did you mean --suite tcp_dpdk?',
      },
    });
    const strange = select(suites, { suites: [], criteria: ['AC-99x'] });
    expect(strange).toMatchObject({ ok: false, error: { id: 'unknown-criterion' } });
    expect(strange.ok ? '' : strange.error.expected).toMatch(/AC-0\.1, .*AC-18, X-ONE, X-TWO, X-API$/);
  });
});

describe('makePlan', () => {
  it('keeps the first core for the peer and the harness, and takes all where a suite needs them', () => {
    const made = plan({ cores: [0, 1] });
    expect(lanesOf(made)).toEqual([
      { index: 0, cores: [1], ports: 1 },
      { index: 1, cores: [0, 1], ports: 2 },
    ]);
    expect(made.phases.map((phase) => phase.tests.map(({ name }) => name))).toEqual([
      ['a', 'b', 'c'],
      ['two'],
    ]);
  });

  it('never gives a core to two lanes of a phase', () => {
    for (let count = 1; count <= 9; count++)
      for (let lanes = 1; lanes <= count; lanes++) {
        const cores = Array.from({ length: count }, (_, index) => index * 2);
        for (const phase of plan({ cores, lanes }).phases) {
          const used = phase.lanes.flatMap((lane) => lane.cores);
          expect(new Set(used).size).toBe(used.length);
          expect(used.every((core) => cores.includes(core))).toBe(true);
        }
      }
  });

  it('makes the lanes that are asked for, and no more than there are tests', () => {
    expect(plan({ cores: [0, 1, 2, 3], lanes: 2 }, [tcp]).phases[0]?.lanes).toHaveLength(2);
    expect(plan({ cores: [0, 1, 2, 3, 4, 5, 6, 7] }, [tcp]).phases[0]?.lanes).toHaveLength(3);
  });

  it('refuses more lanes than cores', () => {
    const selected = must(select(suites, everything));
    expect(makePlan(selected, { cores: [0, 1], lanes: 3 })).toMatchObject({
      ok: false,
      error: { id: 'lanes-too-many', fix: 'use --lanes 1 or fewer' },
    });
  });

  it('blocks a suite that needs more cores than there are, and still plans its tests', () => {
    const made = plan({ cores: [0] });
    expect(made.blocked).toMatchObject([{ suite: 'multi_process', cause: { id: 'cores-too-few' } }]);
    expect(made.tests.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'two']);
    expect(made.phases.flatMap((phase) => phase.tests).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('fills in what a test leaves out', () => {
    expect(plan({ cores: [0, 1], testTimeoutSeconds: 7 }).tests).toMatchObject([
      { id: 'tcp_dpdk::tcp_dpdk::a', timeoutSeconds: 7, ealProcesses: 1 },
      { timeoutSeconds: 7 },
      { timeoutSeconds: 5 },
      { id: 'multi_process::dpdk_multi_process::two', ealProcesses: 2 },
    ]);
  });

  it('gives every test more time where the lab is slow', () => {
    const slow = plan({ cores: [0, 1], testTimeoutSeconds: 7, slowness: 10 }).tests;
    expect(slow.slice(0, 3).map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([70, 70, 50]);
  });
});

describe('compareListing', () => {
  const selected = plan({ cores: [0, 1] }).tests;

  it('finds nothing where list and suite agree', () => {
    expect(compareListing(tcp, 'tcp_dpdk', ['c', 'b', 'a'], selected)).toEqual({
      missing: [],
      undeclared: [],
    });
  });

  it('names what is missing and what nobody declared', () => {
    const { missing, undeclared } = compareListing(tcp, 'tcp_dpdk', ['a', 'b', 'surprise'], selected);
    expect(missing.map(({ id }) => id)).toEqual(['tcp_dpdk::tcp_dpdk::c']);
    expect(undeclared).toMatchObject([{ id: 'tcp_dpdk::tcp_dpdk::surprise', criteria: [] }]);
  });

  it('does not miss what was not selected', () => {
    const some = selected.filter(({ name }) => name === 'a');
    expect(compareListing(tcp, 'tcp_dpdk', ['a'], some).missing).toEqual([]);
  });
});
