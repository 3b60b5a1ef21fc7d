import { defineConfig } from 'vitest/config';

/**
 * `unit` runs in parallel and needs nothing of the host. `e2e` starts real programs and changes the host's network and hugepages
 * (and puts them back), so its files run one after the other: `npm run test:e2e` sees to that. `guest` boots emulated machines and does
 * the same in them, changing nothing of the host; a machine keeps one core busy, so two of its files run at a time. `suites` are the conformance suites
 * themselves, through the same engine as `dpdk-conformance run`.
 */
export default defineConfig({
  test: {
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts', 'test/golden/**/*.test.ts'],
          // No test measures itself: the limit only ends what hangs, however busy the machine is.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'guest',
          include: ['test/guest/**/*.test.ts'],
          globalSetup: 'test/guest/rig/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        test: {
          name: 'suites',
          include: ['suites/*/*.suite.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
