const PREFIX = 'audit/';

/** Name under which a crate's own tests stand in the record, beside the suite of this package that asks for the same. */
export const auditSuite = (suite: string): string => `${PREFIX}${suite}`;

/** True for the name of such a suite. */
export const isAuditSuite = (suite: string): boolean => suite.startsWith(PREFIX);
