import { describe, expect, it } from 'vitest';
import { ownTestsNotices } from '../../../harness/audit/notices.js';
import { AUDITED_FILES, runsIn } from '../../../harness/audit/test-files.js';
import type { CrateFactsRecord } from '../../../harness/record/subject.js';
import { PROFILES, type Profile } from '../../../harness/criteria/verdict.js';

const facts = (...present: readonly string[]): CrateFactsRecord => ({
  directory: '/code/fork/tokio',
  workspace: '/code/fork',
  features: { known: [], chosen: [] },
  types: [],
  config: { places: [] },
  bindings: [],
  testFiles: AUDITED_FILES.map(({ suite, name }) => ({
    suite,
    name,
    ...(present.includes(name) ? { path: `tokio/tests/${name}.rs` } : {}),
  })),
  dependencies: [],
  claims: [],
});

describe('which of a crate’s own tests are run', () => {
  const run = (profile: Profile): readonly string[] =>
    AUDITED_FILES.filter((file) => runsIn(file, profile)).map(({ name }) => name);

  it('on the port of a lab host: those about the real network', () => {
    expect(run('real')).toEqual(['tcp_dpdk_real']);
  });
  it('where the wire is the harness’s own: all of them', () => {
    expect(run('virtual')).toHaveLength(4);
    expect(run('guest')).toHaveLength(4);
  });
});

describe('what is said of the others', () => {
  it('names those the crate has, where they are not run', () => {
    expect(ownTestsNotices(facts('tcp_dpdk', 'tcp_dpdk_real', 'dpdk_worker_isolation'), 'real')).toEqual([
      expect.stringMatching(
        /^own tests: tokio\/tests\/tcp_dpdk\.rs, tokio\/tests\/dpdk_worker_isolation\.rs are scanned, not run: .*--profile virtual/,
      ),
    ]);
    expect(ownTestsNotices(facts('tcp_dpdk'), 'real')[0]).toContain('tcp_dpdk.rs is scanned');
  });
  it('says nothing where there are none, or all are run', () => {
    expect(ownTestsNotices(facts('tcp_dpdk_real'), 'real')).toEqual([]);
    for (const profile of PROFILES.filter((one) => one !== 'real'))
      expect(ownTestsNotices(facts('tcp_dpdk', 'tcp_dpdk_real'), profile)).toEqual([]);
  });
});
