import { z } from 'zod';

/**
 * The part of a file that a person signs: who, and on which day. Both are empty in what a command writes; only a person fills them in.
 * A TOML date is as good as text of the form `YYYY-MM-DD`.
 */
export const signature = {
  reviewer: z.string(),
  date: z.preprocess(
    (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    z.union([z.literal(''), z.iso.date()]),
  ),
};
