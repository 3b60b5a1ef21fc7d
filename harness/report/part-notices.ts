import { partName } from '../record/combine.js';
import { partsOf, type RunRecord } from '../record/record.js';
import { count } from './words.js';

/** How a run ended, where it did not end as it should. */
const ownEnd = ({ interrupted, finished, restored }: RunRecord): readonly string[] => [
  ...(interrupted === undefined ? [] : [`the run was interrupted by ${interrupted.signal}`]),
  ...(interrupted === undefined && finished === undefined ? ['the record ends before the run did'] : []),
  ...restored.flatMap(({ differences }) =>
    differences.map((difference) => `the host is not as it was: ${difference}`),
  ),
];

/** How the run, or each of those a record was merged from, ended, where it did not end as it should. */
export const endNotices = (record: RunRecord): readonly string[] =>
  partsOf(record).flatMap((part, index) =>
    ownEnd(part).map((notice) =>
      record.parts.length === 0 ? notice : `${partName(part, index)}: ${notice}`,
    ),
  );

/** At most so many are named. */
const NAMED = 5;

/** Tests that are in several parts of a merged record. */
export const mergeNotices = ({ parts, tests }: RunRecord): readonly string[] => {
  const times = new Map<string, number>();
  for (const { planned } of parts.flatMap((part) => part.tests))
    times.set(planned.id, (times.get(planned.id) ?? 0) + 1);
  const twice = tests.filter(({ planned }) => (times.get(planned.id) ?? 0) > 1);
  if (twice.length === 0) return [];
  const names = twice.slice(0, NAMED).map(({ planned }) => planned.id);
  const more = twice.length > NAMED ? `, and ${twice.length - NAMED} more` : '';
  return [
    `${count(twice.length, 'test')} ran in more than one part; the worst verdict counts: ${names.join(', ')}${more}`,
  ];
};
