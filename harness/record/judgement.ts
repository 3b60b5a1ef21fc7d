import { z } from 'zod';
import { CRITERION_VERDICTS, TEST_VERDICTS } from '../criteria/verdict.js';
import { cause } from './parts.js';

const judgedCriterion = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['static', 'test', 'build', 'docs', 'review']),
  verdict: z.enum(CRITERION_VERDICTS),
  /** Profile the evidence was gathered in, `static+PROFILE` when a scan is part of it, `none` without evidence. */
  grade: z.string(),
  reasons: z.array(z.string()),
  /** Ids of the planned tests it was judged by. */
  tests: z.array(z.string()),
});
export type JudgedCriterion = z.infer<typeof judgedCriterion>;

/** Verdicts with their reasons: what the judge returns and every report shows. */
export const judgementSchema = z.object({
  /** The 24 acceptance criteria, always all of them, in the order of the catalogue. */
  criteria: z.array(judgedCriterion),
  /** Criteria beyond the list (`X-…`) that the plan's tests name, in that order. */
  beyond: z.array(judgedCriterion),
  tests: z.array(
    z.object({
      id: z.string(),
      suite: z.string(),
      name: z.string(),
      criteria: z.array(z.string()),
      verdict: z.enum(TEST_VERDICTS),
      reasons: z.array(z.string()),
      durationMs: z.number(),
      /** Which part of a merged record it is the verdict of, from 1; absent in the record of one run. */
      part: z.int().positive().optional(),
    }),
  ),
  /** Causes that blocked something, each once. */
  causes: z.array(cause),
});
export type Judgement = z.infer<typeof judgementSchema>;
/** One judged test of a {@link Judgement}. */
export type JudgedTest = Judgement['tests'][number];
