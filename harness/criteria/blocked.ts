import type { Cause } from '../../lib/core/cause.js';
import type { EventOf } from '../record/event.js';
import type { RunRecord, TestRecord } from '../record/record.js';

type Blocked = EventOf<'blocked'>;

/** Each cause of the run once, by its id and what was seen, in the order they came up. */
export const causesOf = (record: RunRecord): readonly Cause[] => {
  const causes = new Map<string, Cause>();
  for (const { cause } of record.blocked) {
    const key = `${cause.id}\n${cause.seen}`;
    if (!causes.has(key)) causes.set(key, cause);
  }
  return [...causes.values()];
};

/** The cause because of which nothing can run on this host. */
export const hostBlock = (record: RunRecord): Blocked | undefined =>
  record.blocked.find((blocked) => blocked.scope === 'host');

/**
 * What blocks one test. A block of the test itself always counts; a block of something around it counts only while the
 * test has not come to its end, because what it had shown before stays shown.
 */
export const testBlocks = (record: RunRecord, test: TestRecord): readonly Blocked[] =>
  record.blocked.filter((blocked) => {
    if (blocked.test !== undefined) return blocked.test === test.planned.id;
    if (blocked.suite !== undefined && blocked.suite !== test.planned.suite) return false;
    return blocked.scope !== 'test' && test.finished.length === 0;
  });

/** What blocks a whole suite, or everything: the host, the subject, or the suite itself. */
export const suiteBlock = (record: RunRecord, suite: string | undefined): Blocked | undefined =>
  record.blocked.find(
    (blocked) =>
      blocked.scope === 'host' ||
      blocked.scope === 'subject' ||
      (blocked.scope === 'suite' && suite !== undefined && blocked.suite === suite),
  );
