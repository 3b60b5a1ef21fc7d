import { z } from 'zod';
import { time } from './parts.js';

/** A compiler warning as it is known again when lines move: by its lint, its words, its file and the source it is about. */
const warningSchema = z.object({
  /** Lint, e.g. `unused_imports`; absent where the compiler names none. */
  code: z.string().optional(),
  message: z.string(),
  /** Relative to the subject's folder; absent where the warning is about no file. */
  file: z.string().optional(),
  source: z.string(),
});

/** How facts about the subject's source were come by. */
const examined = {
  /** SHA-256 over everything they depend on: sources, lock file, toolchain, guide. */
  inputs: z.string(),
  /** They were found by an earlier run from the same inputs. */
  cached: z.boolean(),
  durationMs: z.number(),
};

/**
 * Events about the subject's source and the suites' files: the evidence of criteria that are shown without tests. Lists come with their number,
 * so that a list that lost an entry is not taken for a whole one.
 */
export const EXAMINED_EVENTS = [
  /** `cargo check` of the subject itself (AC-15, AC-16). */
  z.object({
    event: z.literal('checked'),
    time,
    ...examined,
    toolchain: z.string(),
    success: z.boolean(),
    /** As rustc renders them; at most 20. */
    errors: z.array(z.string()),
    errorCount: z.int(),
    warnings: z.array(warningSchema),
    warningCount: z.int(),
    /** The recorded baseline; absent when none is. */
    baseline: z
      .object({
        path: z.string(),
        toolchain: z.string(),
        /** Who read and accepted its warnings, and when; empty while nobody has. */
        reviewer: z.string(),
        date: z.string(),
        warnings: z.array(warningSchema),
      })
      .optional(),
    /** Why the baseline that was named cannot be read. */
    baselineProblem: z.string().optional(),
    /** Why cargo did not come to an answer about the code. */
    problem: z.string().optional(),
  }),
  /** Public methods of the new types, from rustdoc's JSON (AC-18). */
  z.object({
    event: z.literal('documented'),
    time,
    ...examined,
    formatVersion: z.int().optional(),
    types: z.array(
      z.object({
        name: z.string(),
        methods: z.array(z.object({ name: z.string(), documented: z.boolean() })),
        methodCount: z.int(),
      }),
    ),
    typeCount: z.int(),
    problem: z.string().optional(),
  }),
  /** Every method of tokio's own TCP types against the subject's, from rustdoc's JSON of both (X-API). */
  z.object({
    event: z.literal('compared'),
    time,
    ...examined,
    /** The crate tokio's own types were read in, e.g. `tokio 1.54.1`. */
    source: z.string(),
    types: z.array(
      z.object({
        /** Name in `tokio::net` or `tokio::net::tcp`. */
        tokio: z.string(),
        /** Path of the subject's counterpart; absent when it has none. */
        subject: z.string().optional(),
        methods: z.array(
          z.object({
            name: z.string(),
            found: z.enum(['same', 'differs', 'absent']),
            /** Both signatures in one spelling, where they differ. */
            expected: z.string().optional(),
            seen: z.string().optional(),
          }),
        ),
        methodCount: z.int(),
      }),
    ),
    typeCount: z.int(),
    problem: z.string().optional(),
  }),
  /** The guide's examples, compiled, and its tables, held against the API by the compiler (AC-17). */
  z.object({
    event: z.literal('guided'),
    time,
    ...examined,
    /** Absent when the subject has no guide. */
    path: z.string().optional(),
    sha256: z.string().optional(),
    examples: z.array(z.object({ line: z.int(), compiled: z.boolean(), errors: z.array(z.string()) })),
    exampleCount: z.int(),
    tables: z.array(
      z.object({
        line: z.int(),
        types: z.array(z.string()),
        claims: z.array(
          z.object({
            line: z.int(),
            type: z.string(),
            item: z.string(),
            claim: z.enum(['present', 'absent', 'unclear']),
            found: z.enum(['present', 'absent', 'unclear']),
          }),
        ),
        claimCount: z.int(),
        /** Lines of rows that name no method. */
        unread: z.array(z.int()),
      }),
    ),
    tableCount: z.int(),
    problem: z.string().optional(),
  }),
  /** A sign-off of a person as it lies on the disk (AC-0.6). */
  z.object({
    event: z.literal('reviewed'),
    time,
    path: z.string(),
    reviewer: z.string(),
    date: z.string(),
    files: z.array(z.object({ path: z.string(), sha256: z.string() })),
    /** Why it cannot be read. */
    problem: z.string().optional(),
  }),
] as const;
