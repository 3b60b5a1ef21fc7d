import { z } from 'zod';
import { CRITERION_VERDICTS, PROFILES, TEST_VERDICTS, type TestVerdict } from '../criteria/verdict.js';
import { judgementSchema } from '../record/judgement.js';
import { hostFactsSchema, subjectSchema } from '../record/plan-events.js';
import { outcomeSchema, outputSchema } from '../record/test-events.js';

/** Version of report.json's shape; raised when the meaning of a field changes, fields are only ever added. */
export const REPORT_SCHEMA_VERSION = 1;

const counted = z.int().nonnegative();
const { criteria, causes } = judgementSchema.shape;

/** Every test verdict and how many tests have it. */
const verdictCounts = z.object(
  Object.fromEntries(TEST_VERDICTS.map((verdict) => [verdict, counted])) as Record<
    TestVerdict,
    typeof counted
  >,
);

const evidence = z.object({
  executableSha256: z.string().nullable(),
  lane: counted.nullable(),
  outcome: outcomeSchema.nullable(),
  sockets: z.object({ complete: z.boolean(), kernelTcp: z.array(z.string()) }).nullable(),
  frames: z
    .object({
      complete: z.boolean(),
      fromDut: z.int(),
      toDut: z.int(),
      dropped: z.int(),
      flows: counted,
      payloadFromDut: z.int(),
      payloadToDut: z.int(),
      capture: z.string().nullable(),
    })
    .nullable(),
  isolation: z
    .object({ looks: counted, addresses: z.array(z.string()), routes: z.array(z.string()) })
    .nullable(),
  eal: z
    .object({
      processes: z.array(z.object({ pid: z.int(), version: z.string(), hugepagesKb: z.int() })),
    })
    .nullable(),
  output: outputSchema.nullable(),
  /** Statements about single frames: made by the suite, and what the capture said of them. Null where none is made; absent in older reports. */
  statements: z.object({ made: counted, held: counted, broken: counted }).nullable().optional(),
});

const run = z.object({
  id: z.string().nullable(),
  started: z.string().nullable(),
  durationMs: z.number().nullable(),
  finished: z.boolean(),
  interrupted: z.string().nullable(),
});

/** report.json. `criteria` and `summary` are of the 24; `beyond` is what lies beyond them. */
export const reportSchema = z
  .object({
    schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
    harnessVersion: z.string().nullable(),
    subject: subjectSchema.nullable(),
    profile: z.enum(PROFILES).nullable(),
    host: hostFactsSchema.nullable(),
    run,
    /** The runs it was merged from; absent in the report of one run. `host` above is then null where they had different ones. */
    parts: z
      .array(
        run.extend({
          host: hostFactsSchema.nullable(),
          suites: z.array(z.string()),
          /** Null: all. */
          criteria: z.array(z.string()).nullable(),
          tests: counted,
        }),
      )
      .optional(),
    notices: z.array(z.string()),
    causes,
    summary: z.object({
      met: counted,
      failed: counted,
      unproven: counted,
      blocked: counted,
      inconclusive: counted,
      awaitingReview: counted,
    }),
    testSummary: z.object({
      planned: counted,
      verdicts: verdictCounts,
      /** Tests all of whose assertions held, and those of them that the evidence rejects. */
      assertions: z.object({ passed: counted, rejected: counted }),
    }),
    criteria,
    beyond: criteria,
    tests: z.array(
      z.object({
        id: z.string(),
        suite: z.string(),
        binary: z.string(),
        name: z.string(),
        criteria: z.array(z.string()),
        verdict: z.enum(TEST_VERDICTS),
        durationMs: z.number(),
        reasons: z.array(z.string()),
        /** Which part of a merged record it is the verdict of, from 1. */
        part: z.int().positive().optional(),
        /** Its process exited 0 with exactly this test passed. The verdict needs the evidence as well. */
        assertionsPassed: z.boolean(),
        evidence,
      }),
    ),
  })
  .meta({
    title: 'dpdk-conformance report',
    description: `Criterion verdicts: ${CRITERION_VERDICTS.join(', ')}.`,
  });
export type Report = z.infer<typeof reportSchema>;
