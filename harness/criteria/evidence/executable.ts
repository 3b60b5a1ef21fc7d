import type { RunRecord, TestRecord } from '../../record/record.js';
import { holds, missing, type Contribution } from './contribution.js';

/** A verdict belongs to what was built in this run: the started executable must be one that a build of the record made. */
export const executableEvidence = (record: RunRecord, test: TestRecord): Contribution => {
  const { suite, binary } = test.planned;
  const built = record.builds
    .flatMap((build) => build.executables)
    .filter((executable) => executable.suite === suite && executable.binary === binary)
    .map((executable) => executable.sha256)
    .filter((sha256) => sha256 !== '');
  if (test.started.length === 0) return missing('the record does not say which executable was started');
  const foreign = test.started.find((started) => !built.includes(started.executableSha256));
  if (foreign === undefined) return holds();
  const seen = foreign.executableSha256.slice(0, 12);
  return missing(
    `the executable that ran (SHA-256 ${seen === '' ? 'not recorded' : `${seen}…`}) is none that this run built for ${binary}`,
  );
};
