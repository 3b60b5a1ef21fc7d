import { readLines } from '../../lib/files/open.js';
import { isSystemError } from '../../lib/files/problem.js';
import { SubtestReader, type Subtest } from '../audit/subtests.js';

/** The parts a test printed results of; none when its output cannot be read. */
export const readSubtests = async (stdout: string): Promise<readonly Subtest[]> => {
  const reader = new SubtestReader();
  try {
    for await (const line of readLines(stdout)) reader.add(line);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
  return reader.finish();
};
