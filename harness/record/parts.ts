import { z } from 'zod';

/** When an event was recorded: UTC, in milliseconds. */
export const time = z.iso.datetime({ precision: 3 });

/** The one reason why something could not go on. */
export const cause = z.object({ id: z.string(), seen: z.string(), expected: z.string(), fix: z.string() });

/** IP version. */
export const family = z.union([z.literal(4), z.literal(6)]);
