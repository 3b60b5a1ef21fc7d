/** Id of the cause of a test that does not compile against the subject. */
export const UNSUPPORTED = 'unsupported';
/** Id of the cause of a test that took away what its lane is made of. */
export const LANE_DAMAGED = 'lane-damaged';

const WORDS = 'unsupported: it does not compile against the subject: ';

/** Where in the suites it was missed. */
const WHERE = / \(in \w+, which it needs\)$/;

/** What the subject lacks, out of a reason that says so, wherever it was missed; undefined for any other reason. */
export const isUnsupported = (reason: string): string | undefined =>
  reason.startsWith(WORDS) ? reason.slice(WORDS.length).replace(WHERE, '') : undefined;

/** Words for what a test or its subject is itself the cause of; undefined for causes outside of them. */
export const ownFault = ({
  id,
  seen,
}: {
  readonly id: string;
  readonly seen: string;
}): string | undefined => {
  if (id === UNSUPPORTED) return `${WORDS}${seen}`;
  return id === LANE_DAMAGED ? seen : undefined;
};
