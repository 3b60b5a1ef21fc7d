import type { RunRecord } from '../record/record.js';
import type { Finding } from './finding.js';

/**
 * What every part of a merged record says that has to do with it; where none of them objects, the words for the whole. Of the record of one
 * run: its own findings. Evidence one run lacks is never made up for by another's.
 */
export const overParts = (
  record: RunRecord,
  concerns: (part: RunRecord) => boolean,
  findings: (record: RunRecord) => readonly Finding[],
): readonly Finding[] => {
  const objections = record.parts
    .filter(concerns)
    .flatMap(findings)
    .filter(({ verdict }) => verdict !== 'met');
  return objections.length > 0 ? objections : findings(record);
};

/** The first of what is found in some runs. */
export const firstOf = <T>(
  parts: readonly RunRecord[],
  find: (part: RunRecord) => T | undefined,
): T | undefined => {
  for (const part of parts) {
    const found = find(part);
    if (found !== undefined) return found;
  }
  return undefined;
};
