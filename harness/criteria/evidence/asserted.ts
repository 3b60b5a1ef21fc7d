import type { TestRecord } from '../../record/record.js';
import { claimsPass } from './outcome.js';
import { holds, missing, refutes, type Contribution } from './contribution.js';

/** E5: what the plan states about single frames. A statement without a result proves nothing; one that did not hold refutes. */
export const assertedEvidence = (test: TestRecord): Contribution => {
  const { wire } = test.planned;
  const stated = wire === 'none' ? [] : (wire.frames ?? []);
  if (stated.length === 0) return holds();
  const facts = test.frames.flatMap(({ asserted }) => asserted ?? []);
  const broken = stated.flatMap((what) =>
    facts.filter((fact) => fact.what === what && !fact.held).slice(0, 1),
  );
  if (broken.length > 0 && claimsPass(test)) {
    const words = broken.map(({ what, seen }) => `expected that ${what}; saw ${seen}`);
    return refutes(`claims a pass, but the frames say otherwise: ${words.join(' — ')}`);
  }
  const open = stated.filter((what) => !facts.some((fact) => fact.what === what));
  if (open.length > 0) {
    const why = test.frames.find(({ assertedProblem }) => assertedProblem !== undefined)?.assertedProblem;
    return missing(
      `no result for ${open.length} of ${stated.length} statements about its frames${why === undefined ? '' : `: ${why}`}`,
    );
  }
  return holds(
    stated.length === 1
      ? 'what is stated about its frames holds'
      : `${stated.length} statements about its frames hold`,
  );
};
