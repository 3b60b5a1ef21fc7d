import type { EventOf } from '../record/event.js';

/** What an `isolation` event says beside its time and test. */
export type IsolationEvidence = Omit<EventOf<'isolation'>, 'event' | 'time' | 'test'>;

/** A look of the launcher into the test's network namespace. */
export interface IsolationLook {
  readonly when: 'before' | 'after';
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
  readonly kernelTcp?: NonNullable<IsolationEvidence['kernelTcp']> | undefined;
  /** What came into being since the look before, also what has gone again. */
  readonly changes?: readonly string[];
}

/**
 * Evidence E4: kernel addresses and routes of `namespace` before and after the test, and the counters of its kernel TCP (the judge
 * compares them). Always two entries; a look that is missing is a `problem` of its entry.
 */
export const isolationEvidence = (
  namespace: string,
  looks: readonly IsolationLook[],
): readonly [IsolationEvidence, IsolationEvidence] => {
  const before = looks.find((look) => look.when === 'before');
  const after = looks.find((look) => look.when === 'after');
  return [entry(namespace, 'before', before), entry(namespace, 'after', after)];
};

const entry = (namespace: string, when: string, look: IsolationLook | undefined): IsolationEvidence => ({
  namespace,
  addresses: [...(look?.addresses ?? [])],
  routes: [...(look?.routes ?? [])],
  ...(look?.kernelTcp === undefined ? {} : { kernelTcp: look.kernelTcp }),
  ...(look?.changes === undefined || look.changes.length === 0 ? {} : { changes: [...look.changes] }),
  ...(look === undefined ? { problem: `no look into it ${when} the test` } : {}),
});
