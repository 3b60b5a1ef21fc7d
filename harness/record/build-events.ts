import { z } from 'zod';
import { time } from './parts.js';

/** What sources and builds showed. */
export const BUILD_EVENTS = [
  /** Result of a static look at one test source file (evidence E1). */
  z.object({
    event: z.literal('scanned'),
    time,
    suite: z.string(),
    files: z.array(z.object({ path: z.string(), sha256: z.string() })),
    /** How many files were read: with one missing above, nobody can have reviewed them all. */
    fileCount: z.int().optional(),
    findings: z.array(
      z.object({
        rule: z.string(),
        file: z.string(),
        line: z.int(),
        column: z.int(),
        item: z.string(),
        message: z.string(),
      }),
    ),
    allowances: z.array(
      z.object({ file: z.string(), item: z.string(), reason: z.string(), expires: z.string() }),
    ),
  }),
  /**
   * Functions of kernel TCP (`connect`, `listen`, `accept`, `accept4`) that a linked test program imports. An advisory beside E1: it names no line,
   * and DPDK's libraries have sockets of their own.
   */
  z.object({
    event: z.literal('linked'),
    time,
    suite: z.string(),
    binary: z.string(),
    imports: z.array(z.string()),
  }),
  z.object({ event: z.literal('build-started'), time, target: z.string() }),
  z.object({
    event: z.literal('build-finished'),
    time,
    target: z.string(),
    success: z.boolean(),
    durationMs: z.number(),
    warnings: z.array(
      z.object({ code: z.string().optional(), message: z.string(), file: z.string().optional() }),
    ),
    /** Compiler errors as rustc renders them, or the tail of cargo's own output when it gave none. */
    errors: z.array(z.string()),
    executables: z.array(
      z.object({ suite: z.string(), binary: z.string(), path: z.string(), sha256: z.string() }),
    ),
  }),
] as const;
