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
  /** One of them as the record names it: relative to the record's folder, so that both can be moved together. */
  readonly relative: (file: 'stdout' | 'stderr' | 'frames') => string;
}

/** Where a test's files lie: OUT/tests/SUITE/BINARY/NAME. */
export const testFiles = (out: string, test: Pick<PlannedTest, 'suite' | 'binary' | 'name'>): TestFiles => {
  const folder = join('tests', test.suite, test.binary, test.name.replaceAll('::', '.'));
  const directory = join(out, folder);
  const names = { stdout: 'stdout', stderr: 'stderr', frames: 'frames.pcap' } as const;
  return {
    directory,
    spec: join(directory, 'spec.json'),
    stdout: join(directory, names.stdout),
    stderr: join(directory, names.stderr),
    strace: join(directory, 'strace'),
    frames: join(directory, names.frames),
    report: join(directory, 'libtest.log'),
    relative: (file) => join(folder, names[file]),
  };
};
