import { z } from 'zod';

const finishedSchema = z.object({
  event: z.literal('test-finished'),
  test: z.string(),
  durationMs: z.number(),
});

const MARK = '"event":"test-finished"';

/**
 * How long each test took, in milliseconds by its id, from the text of a record. A guess at how long they will take again, nothing
 * to judge by: what cannot be read is left out, and the rest of the record is not looked at.
 */
export const testDurations = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.includes(MARK))
      .flatMap((line) => {
        const read = finishedSchema.safeParse(parsed(line));
        return read.success ? [[read.data.test, read.data.durationMs] as const] : [];
      }),
  );

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
