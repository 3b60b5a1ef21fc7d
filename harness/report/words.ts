import type { CriterionVerdict, Profile, TestVerdict } from '../criteria/verdict.js';

/** Milliseconds for people: `412 ms`, `41.2 s`, `3 min 20 s`. */
export const duration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** A number and its noun: `1 test`, `2 tests`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;

/** A criterion's verdict as it stands in a sentence. */
export const criterionWord = (verdict: CriterionVerdict): string =>
  verdict === 'awaiting-review' ? 'awaiting review' : verdict;

/** A test's verdict as it stands in a sentence; the bare adjective of a test that is no pass. */
export const testWord = (verdict: TestVerdict): string => {
  switch (verdict) {
    case 'pass':
      return 'passed';
    case 'fail':
      return 'failed';
    case 'timeout':
      return 'timed out';
    case 'error':
      return 'error';
    case 'flaky':
    case 'skipped':
    case 'inconclusive':
    case 'blocked':
    case 'leaked':
      return verdict;
  }
};

/** What a profile means, in one line. */
export const profileLine = (profile: Profile): string => {
  switch (profile) {
    case 'virtual':
      return 'virtual: net_tap ports in network namespaces this run made, its own peer, a stand-in for the Internet';
    case 'guest':
      return 'guest: an emulated PCI NIC on vfio-pci behind an IOMMU, a stand-in for the Internet';
    case 'real':
      return 'real: a PCI NIC and the real Internet';
  }
};
