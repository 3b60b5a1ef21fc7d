import { z } from 'zod';
import { labFileSchema } from './lab-schema.js';
import { PROFILES } from '../criteria/verdict.js';

const seconds = z.number().positive().max(86_400);

/**
 * An allowance (SPEC R7): one item of one file that the scan would refuse and this run lets pass. It is printed on every report,
 * never on by default, and no longer holds after `expires`.
 */
export const allowanceSchema = z.strictObject({
  /** The suite's or the subject's test file, as the scan names it. */
  file: z.string().min(1),
  /** The refused item, e.g. `tokio::net::TcpListener`. */
  item: z.string().min(1),
  reason: z.string().min(1),
  /** Last day it holds: a TOML date, or text of the form `YYYY-MM-DD`. */
  expires: z.preprocess(
    (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    z.iso.date(),
  ),
});
export type Allowance = z.infer<typeof allowanceSchema>;

/** What `dpdk-conformance.toml` may hold. Every key is optional; an unknown one is an error. */
export const configSchema = z.strictObject({
  suites: z.array(z.string()).optional(),
  profile: z.enum(PROFILES).optional(),
  lanes: z.int().min(1).max(64).optional(),
  /** Cores the run may use; default: all this process may run on. */
  cores: z.array(z.int().nonnegative()).nonempty().optional(),
  /** Folder of the record and the reports; relative to the file. */
  out: z.string().min(1).optional(),
  /** Folder of builds that are kept between runs; relative to the file. */
  workDir: z.string().min(1).optional(),
  /** The recorded warnings of the subject (AC-16), the sign-off of the test files (AC-0.6), the subject's guide (AC-17); relative to the file. */
  baseline: z.string().min(1).optional(),
  review: z.string().min(1).optional(),
  guide: z.string().min(1).optional(),
  /** Time limits in seconds. */
  timeouts: z
    .strictObject({ build: seconds.optional(), test: seconds.optional(), run: seconds.optional() })
    .optional(),
  allowances: z.array(allowanceSchema).optional(),
  /** The NICs of a real host and the peer at the other end of their cable. */
  lab: labFileSchema.optional(),
});
export type ConfigFile = z.infer<typeof configSchema>;
