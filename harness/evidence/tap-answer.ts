import { z } from 'zod';
import { tcpFlowSchema } from '../record/wire.js';

const count = z.int().nonnegative();

/** What `wire-tap` answers, one JSON object a line (lib/native/README.md). */
const answerSchema = z.union([
  z.object({ ready: z.array(z.string()) }),
  z.object({ begun: z.string(), strays: count }),
  z.object({
    summary: z.object({
      id: z.string(),
      complete: z.boolean(),
      problem: z.string().optional(),
      frames: z.object({ fromDut: count, toDut: count, dropped: count }),
      others: z.object({ foreign: count, malformed: count, fragments: count, notTcp: count }),
      flows: z.array(tcpFlowSchema),
    }),
  }),
  z.object({ error: z.string() }),
]);

export type TapAnswer = z.infer<typeof answerSchema>;

/** Reads one line of `wire-tap`; what is no answer becomes an error answer. */
export const parseTapAnswer = (line: string): TapAnswer => {
  const shown = line.slice(0, 200);
  try {
    const parsed = answerSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : { error: `the capture answered what is not understood: ${shown}` };
  } catch {
    return { error: `the capture answered what is no JSON: ${shown}` };
  }
};
