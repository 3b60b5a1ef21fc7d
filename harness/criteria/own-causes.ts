/** Id of the cause of a test that does not compile against the subject. */
export const UNSUPPORTED = 'unsupported';
/** Id of the cause of a test that took away what its lane is made of. */
export const LANE_DAMAGED = 'lane-damaged';

/** Words for what a test or its subject is itself the cause of; undefined for causes outside of them. */
export const ownFault = ({
  id,
  seen,
}: {
  readonly id: string;
  readonly seen: string;
}): string | undefined => {
  if (id === UNSUPPORTED) return `unsupported: it does not compile against the subject: ${seen}`;
  return id === LANE_DAMAGED ? seen : undefined;
};
