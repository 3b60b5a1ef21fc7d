import type { Cause } from '../../lib/core/cause.js';
import { partsOf } from './record.js';
import { disagreement, type NamedRecord } from './same-run.js';

/** What runs in different labs may differ in: addresses in the plan, and the folder programs are built in. */
const OF_THE_LAB = ['merge-profiles-differ', 'merge-plans-differ', 'merge-programs-differ'] as const;

const eachPart = ({ name, record }: NamedRecord): readonly NamedRecord[] => {
  const parts = partsOf(record);
  return parts.map((part, index) => ({
    name: parts.length === 1 ? name : `part ${index + 1} of ${name}`,
    record: part,
  }));
};

/** A crate is called by its path: without the hash of its tree nothing tells that two runs are about the same. */
const untold = (parts: readonly NamedRecord[]): Cause | undefined => {
  const part = parts.find(
    ({ record: { run, trees } }) =>
      run === undefined || (run.subject.kind === 'crate' && !trees.some(({ when }) => when === 'before')),
  );
  return part === undefined
    ? undefined
    : {
        id: 'certify-subject-unknown',
        seen: `${part.name}, which does not tell ${part.record.run === undefined ? 'what was run' : "the SHA-256 of the crate's tree"}`,
        expected: 'records that tell what they are about',
        fix: 'run it again, and certify by that record',
      };
};

/** Why records of runs in whatever labs are not about one subject and the same sources, as far as they tell; undefined when nothing speaks against it. */
export const strangers = (records: readonly NamedRecord[]): Cause | undefined => {
  const parts = records.flatMap(eachPart);
  return untold(parts) ?? disagreement(parts, OF_THE_LAB);
};
