import { z } from 'zod';
import { PROFILES } from '../criteria/verdict.js';
import { time } from './parts.js';
import { crateFactsSchema } from './subject.js';
import { RECORD_VERSION } from './version.js';
import { impairmentSchema, wireExpectation } from './wire.js';

/** The crate that is judged. */
export const subjectSchema = z.object({
  name: z.string(),
  kind: z.enum(['reference', 'named', 'crate']),
  path: z.string(),
  package: z.string().optional(),
  version: z.string().optional(),
});

/** What the host is. */
export const hostFactsSchema = z.object({
  os: z.string(),
  kernel: z.string(),
  cpus: z.array(z.int()),
  cpuModel: z.string(),
  memoryMb: z.int(),
  node: z.string(),
  cargo: z.string().optional(),
  rustc: z.string().optional(),
  dpdk: z.string().optional(),
  bootId: z.string(),
});

/** What is to be run, on what. */
export const PLAN_EVENTS = [
  z.object({
    event: z.literal('run-started'),
    recordVersion: z.literal(RECORD_VERSION),
    time,
    runId: z.string(),
    harnessVersion: z.string(),
    profile: z.enum(PROFILES),
    subject: subjectSchema,
    suites: z.array(z.string()),
    criteria: z.array(z.string()).optional(),
    /** Things that weaken or bend the run and must be on every report: allowances, shims, extra EAL arguments. */
    notices: z.array(z.string()),
    /** Criteria this run set out to show beside its tests (AC-15 …): their evidence must be in the record. */
    examines: z.array(z.string()).optional(),
    /** Criteria with tests that want of the wire what no wire of this profile does: those are not in the plan, and the run cannot meet one of these. */
    elsewhere: z.array(z.string()).optional(),
  }),
  z.object({
    event: z.literal('host'),
    time,
    facts: hostFactsSchema,
  }),
  z.object({
    event: z.literal('plan'),
    time,
    lanes: z.int().positive(),
    tests: z.array(
      z.object({
        id: z.string(),
        suite: z.string(),
        binary: z.string(),
        name: z.string(),
        criteria: z.array(z.string()),
        wire: wireExpectation,
        impairment: impairmentSchema.optional(),
        /** A hostile host is on its wire. */
        hostile: z.boolean().optional(),
        /** 0: the test owes no EAL. */
        ealProcesses: z.int().nonnegative(),
        timeoutSeconds: z.number().positive(),
        provenFrom: z.enum(PROFILES),
        /** Why it owes just this evidence, where that was worked out from its source. */
        because: z.string().optional(),
        /** Places in the source it can reach that name TCP of the kernel. */
        kernelTcp: z.array(z.object({ file: z.string(), line: z.int(), item: z.string() })).optional(),
      }),
    ),
  }),
  /** What was found out about a crate given by its path. */
  crateFactsSchema.extend({ event: z.literal('subject-found'), time }),
  /** The content of the crate's tree, looked at before anything is done with it and after everything was. */
  z.object({
    event: z.literal('subject-tree'),
    time,
    when: z.enum(['before', 'after']),
    files: z.int(),
    /** Over path, kind, mode and content of every entry. */
    sha256: z.string(),
  }),
  /** The guest in which the tests of the plan run; what the `host` event says is of the machine that emulates it. */
  z.object({
    event: z.literal('guest'),
    time,
    kernel: z.string(),
    /** Versions of the packages of QEMU and DPDK. */
    emulator: z.string(),
    dpdk: z.string(),
    cores: z.int().positive(),
    memoryMb: z.int().positive(),
    nics: z.array(z.object({ model: z.string(), address: z.string(), mac: z.string() })),
  }),
  /**
   * Who the targets of the Internet are, asked through the port itself before it is the tests': the name in a certificate for that address by
   * a public authority, or why there is none.
   */
  z.object({
    event: z.literal('internet'),
    time,
    device: z.string(),
    targets: z.array(
      z.object({ address: z.string(), name: z.string().optional(), problem: z.string().optional() }),
    ),
  }),
  z.object({
    event: z.literal('lane-ready'),
    time,
    lane: z.int().nonnegative(),
    cores: z.array(z.int()),
    durationMs: z.number(),
    /** `wire` and `peer` are empty where both are on other hosts. */
    namespaces: z.object({ test: z.string(), wire: z.string(), peer: z.string() }),
    links: z.array(
      z.object({
        device: z.string(),
        mac: z.string(),
        dut: z.array(z.string()),
        peer: z.array(z.string()),
        /** What the process that has the port holds open, where it is a NIC: e.g. `/dev/vfio/17`. */
        file: z.string().optional(),
      }),
    ),
    /** The kernel's own interface in the test's namespace, where the lane offers one. */
    kernelDevice: z.object({ name: z.string(), mac: z.string(), addresses: z.array(z.string()) }).optional(),
  }),
] as const;
