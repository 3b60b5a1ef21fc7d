import { join } from 'node:path';
import type { PlannedTest } from '../plan/plan.js';

/** Files of one test below the output folder. */
export interface TestFiles {
  readonly directory: string;
  readonly spec: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly strace: string;
  readonly frames: string;
  /** libtest's own report, apart from what the test prints. */
  readonly report: string;
}

/** Where a test's files lie: OUT/tests/SUITE/BINARY/NAME. */
export const testFiles = (out: string, test: Pick<PlannedTest, 'suite' | 'binary' | 'name'>): TestFiles => {
  const directory = join(out, 'tests', test.suite, test.binary, test.name.replaceAll('::', '.'));
  return {
    directory,
    spec: join(directory, 'spec.json'),
    stdout: join(directory, 'stdout'),
    stderr: join(directory, 'stderr'),
    strace: join(directory, 'strace'),
    frames: join(directory, 'frames.pcap'),
    report: join(directory, 'libtest.log'),
  };
};
