import { z } from 'zod';
import { eventSchema, type EventOf } from '../record/event.js';

/** Facts as the record has them, without what a run adds. */
type Common = 'event' | 'time' | 'inputs' | 'cached';
export type CheckFacts = Omit<EventOf<'checked'>, Common | 'toolchain' | 'baseline' | 'baselineProblem'>;
export type DocumentFacts = Omit<EventOf<'documented'>, Common>;
export type CompareFacts = Omit<EventOf<'compared'>, Common>;
export type GuideFacts = Omit<EventOf<'guided'>, Common>;

/** All that is found in a subject's source. */
export interface Facts {
  readonly check: CheckFacts;
  readonly documented: DocumentFacts;
  readonly compared: CompareFacts;
  readonly guide: GuideFacts;
}

const UNTOLD = { time: new Date(0).toISOString(), inputs: '', cached: false };

/** Holds remembered facts against the record's own schema. */
const factsOf = <T>(event: string, more: object = {}): z.ZodType<T> =>
  z.custom<T>(
    (value) =>
      typeof value === 'object' && eventSchema.safeParse({ ...value, event, ...UNTOLD, ...more }).success,
  );

/** Shape of {@link Facts} on the disk. */
export const factsSchema: z.ZodType<Facts> = z.object({
  check: factsOf<CheckFacts>('checked', { toolchain: '' }),
  documented: factsOf<DocumentFacts>('documented'),
  compared: factsOf<CompareFacts>('compared'),
  guide: factsOf<GuideFacts>('guided'),
});

/** True when every question was answered: only then may the facts be remembered. */
export const isConclusive = ({ check, documented, compared, guide }: Facts): boolean =>
  [check, documented, compared, guide].every(({ problem }) => problem === undefined);
