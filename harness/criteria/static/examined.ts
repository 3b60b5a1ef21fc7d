import { partsOf, type RunRecord } from '../../record/record.js';
import { worstFinding, type Finding } from '../finding.js';
import { errorsFinding, warningsFinding } from './build.js';
import { guideFindings, methodsFinding } from './docs.js';
import { EXAMINED_BEYOND, type ExaminedCriterion } from './required.js';
import { parityFinding } from './parity.js';
import { reviewFinding } from './review.js';

/** The run set out to look at it; in a merged record, one of them. */
export const wasPromised = (record: RunRecord, id: ExaminedCriterion): boolean =>
  partsOf(record).some(({ run }) => run?.examines?.includes(id) === true);

const findingsOf = (record: RunRecord, id: ExaminedCriterion): readonly Finding[] => {
  switch (id) {
    case 'AC-0.6':
      return record.reviews.length > 0 || wasPromised(record, id) ? [reviewFinding(record)] : [];
    case 'AC-15':
      return record.checks.map(errorsFinding);
    case 'AC-16':
      return record.checks.map(warningsFinding);
    case 'AC-17':
      return record.guides.flatMap(guideFindings);
    case 'AC-18':
      return record.documented.map(methodsFinding);
    case 'X-API':
      return record.compared.map(parityFinding);
  }
};

const NAMES: Readonly<Record<ExaminedCriterion, string>> = {
  'AC-0.6': 'the sign-off was not looked for',
  'AC-15': 'cargo check was not run',
  'AC-16': 'cargo check was not run',
  'AC-17': 'the guide was not looked at',
  'AC-18': 'the documentation was not looked at',
  'X-API': 'the API was not compared',
};

/** What a run set out to look at and does not have in its record, whatever another run has. A part whose beginning is lost may have. */
const broken = (record: RunRecord, id: ExaminedCriterion): readonly Finding[] =>
  partsOf(record)
    .filter(
      (part) =>
        (wasPromised(part, id) && findingsOf(part, id).length === 0) ||
        (record.parts.length > 0 && part.run === undefined),
    )
    .map(() => ({ verdict: 'inconclusive', reasons: [NAMES[id]] }));

/**
 * Judges a criterion that is shown without tests. What a run set out to look at and does not have in its record is inconclusive; what it
 * did not set out to look at is unproven.
 */
export const examinedFinding = (record: RunRecord, id: ExaminedCriterion): Finding => {
  const findings = [...findingsOf(record, id), ...broken(record, id)];
  return findings.length > 0 ? worstFinding(findings) : { verdict: 'unproven', reasons: [NAMES[id]] };
};

/** True when the record holds evidence about it: then its grade is `static`. */
export const wasExamined = (record: RunRecord, id: ExaminedCriterion): boolean => {
  if (id === 'AC-0.6') return record.reviews.length > 0;
  return findingsOf(record, id).length > 0;
};

/** Criteria beyond the 24 that the run set out to look at, or did look at. */
export const examinedBeyond = (record: RunRecord): readonly string[] =>
  EXAMINED_BEYOND.filter((id) => wasPromised(record, id) || wasExamined(record, id));
