import { z } from 'zod';
import { crateFactsSchema } from './subject.js';
import { CRITERION_VERDICTS, PROFILES, TEST_VERDICTS } from '../criteria/verdict.js';
import { EXAMINED_EVENTS } from './examined-events.js';

/**
 * The record of a run: `run.jsonl`, append-only, one of these events a line, fsynced at test boundaries.
 * Judging, reports, `diff`, `merge` and `verify` are pure functions of it; nothing else is kept.
 * The schema version is raised when the meaning of a field changes; fields are only ever added.
 */
export const RECORD_VERSION = 1;

const cause = z.object({ id: z.string(), seen: z.string(), expected: z.string(), fix: z.string() });
const time = z.iso.datetime({ precision: 3 });

const family = z.union([z.literal(4), z.literal(6)]);
const wireExpectation = z.union([
  z.literal('none'),
  z.object({
    connect: z
      .object({
        outcome: z.enum(['established', 'refused', 'unanswered']),
        count: z.int().positive().optional(),
        family: family.optional(),
      })
      .optional(),
    opened: z
      .array(
        z.object({
          address: z.string(),
          port: z.int(),
          outcome: z.enum(['established', 'refused', 'unanswered']),
        }),
      )
      .readonly()
      .optional(),
    accept: z.object({ count: z.int().positive().optional(), family: family.optional() }).optional(),
    payload: z
      .object({ fromDut: z.int().nonnegative().optional(), toDut: z.int().nonnegative().optional() })
      .optional(),
    links: z.int().positive().optional(),
    /** Statements about frames, in words; each must be found in `asserted` of the test's frames. */
    frames: z.array(z.string()).optional(),
  }),
]);

/** What the wire was ordered to do to a test's frames; see {@link file://../plan/impairment.ts}. */
const impairmentSchema = z.object({
  seed: z.int().nonnegative(),
  delayUs: z.int().nonnegative().optional(),
  lossPercent: z.number().optional(),
  duplicatePercent: z.number().optional(),
  reorderPercent: z.number().optional(),
  reorderUs: z.int().nonnegative().optional(),
  corruptPercent: z.number().optional(),
  drop: z
    .array(
      z.object({
        from: z.enum(['dut', 'peer']),
        kind: z.enum(['syn', 'syn-ack', 'fin', 'data']),
        first: z.int().positive(),
        last: z.int().positive(),
      }),
    )
    .readonly()
    .optional(),
});

/** What was done to them, by number of frames. */
export const impairedSchema = z.object({
  frames: z.int(),
  lost: z.int(),
  dropped: z.int(),
  duplicated: z.int(),
  reordered: z.int(),
  corrupted: z.int(),
  unsent: z.int(),
});

/** What the hostile host on the wire did. */
export const hostileSchema = z.object({ connections: z.int(), hostile: z.int(), frames: z.int() });

/**
 * One TCP flow as captured on the wire, summed over one test; flows are listed in the order of their first frame.
 * Addresses are textual, without prefix length.
 */
export const tcpFlowSchema = z.object({
  link: z.int().nonnegative(),
  family,
  initiator: z.enum(['dut', 'peer', 'unknown']),
  dut: z.object({ address: z.string(), port: z.int(), mac: z.string() }),
  peer: z.object({ address: z.string(), port: z.int(), mac: z.string() }),
  /** Segments seen with each flag, by who sent them. */
  syn: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  synAck: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  fin: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  rst: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  /** SYN, SYN-ACK and the ACK of it were all seen. */
  handshake: z.boolean(),
  segments: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  /** Payload bytes, counted once a sequence number (retransmissions do not add). */
  payload: z.object({ fromDut: z.int(), fromPeer: z.int() }),
  badChecksums: z.int(),
});

/** A socket made by the test's process tree, from its system calls. */
const socketCall = z.object({
  pid: z.int(),
  call: z.string(),
  domain: z.string(),
  type: z.string(),
  /** The call as traced, cut to 300 characters. */
  text: z.string(),
});

const port = z.object({ name: z.string(), mac: z.string() });

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

/** How a test's process ended. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), code: z.int() }),
  z.object({ kind: z.literal('signaled'), signal: z.string() }),
  z.object({ kind: z.literal('timeout'), limitMs: z.number() }),
  z.object({ kind: z.literal('not-started'), reason: z.string() }),
]);

/** Where a test's output is kept, and how much there was. */
export const outputSchema = z.object({
  stdout: z.string(),
  stderr: z.string(),
  stdoutBytes: z.int(),
  stderrBytes: z.int(),
  droppedBytes: z.int(),
});

export const eventSchema = z.discriminatedUnion('event', [
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
  /** A cause that keeps the named scope from going on. `host`: nothing can run. */
  z.object({
    event: z.literal('blocked'),
    time,
    scope: z.enum(['host', 'subject', 'suite', 'lane', 'test']),
    suite: z.string().optional(),
    test: z.string().optional(),
    cause,
  }),
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
  ...EXAMINED_EVENTS,
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
  z.object({
    event: z.literal('lane-ready'),
    time,
    lane: z.int().nonnegative(),
    cores: z.array(z.int()),
    durationMs: z.number(),
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
  z.object({
    event: z.literal('test-started'),
    time,
    test: z.string(),
    lane: z.int().nonnegative(),
    cores: z.array(z.int()),
    /** SHA-256 of the executable that was started: a verdict belongs to what was built in this run. */
    executableSha256: z.string(),
  }),
  /** E2. `complete` is false when the trace is cut or could not be read: then nothing is proven. */
  z.object({
    event: z.literal('sockets'),
    time,
    test: z.string(),
    complete: z.boolean(),
    problem: z.string().optional(),
    /** Kernel TCP (or anything that can carry it): each one refutes the test. */
    kernelTcp: z.array(socketCall),
    /** Everything else, counted by domain and type, e.g. `AF_UNIX/SOCK_SEQPACKET`. */
    other: z.record(z.string(), z.int()),
  }),
  /** E3. `complete` is false when the capture dropped frames or its counters disagree. */
  z.object({
    event: z.literal('frames'),
    time,
    test: z.string(),
    complete: z.boolean(),
    problem: z.string().optional(),
    capture: z.string().optional(),
    frames: z.object({ fromDut: z.int(), toDut: z.int(), dropped: z.int() }),
    /** Frames that are in no flow: of other stations, unreadable, fragments of TCP, not TCP at all. */
    others: z
      .object({ foreign: z.int(), malformed: z.int(), fragments: z.int(), notTcp: z.int() })
      .optional(),
    flows: z.array(tcpFlowSchema),
    /** What became of the statements about frames the plan names: whether each held, and what was seen. */
    asserted: z.array(z.object({ what: z.string(), held: z.boolean(), seen: z.string() })).optional(),
    /** Why there are none. */
    assertedProblem: z.string().optional(),
    /** What the wire did to its frames, where that was ordered. */
    impaired: impairedSchema.optional(),
    /** Why that is not known. */
    impairmentProblem: z.string().optional(),
    /** What the hostile host did, where there was to be one. */
    hostile: hostileSchema.optional(),
    /** Why that is not known. */
    hostileProblem: z.string().optional(),
  }),
  /** E4. Kernel addresses and routes inside the test's namespace, looked at before and after the test. */
  z.object({
    event: z.literal('isolation'),
    time,
    test: z.string(),
    namespace: z.string(),
    addresses: z.array(z.string()),
    routes: z.array(z.string()),
    /** Counters of the namespace's kernel TCP (TCP-MIB, RFC 4022): they move with any use of it. */
    kernelTcp: z
      .object({
        activeOpens: z.int(),
        passiveOpens: z.int(),
        inSegs: z.int(),
        outSegs: z.int(),
      })
      .optional(),
    /** Addresses, routes and interfaces that came into being while the test ran, also those that were gone again at its end. */
    changes: z.array(z.string()).optional(),
    problem: z.string().optional(),
  }),
  /** E6. One entry a process of the test in which EAL answered on its telemetry socket. */
  z.object({
    event: z.literal('eal'),
    time,
    test: z.string(),
    processes: z.array(
      z.object({
        pid: z.int(),
        version: z.string(),
        hugepagesKb: z.int(),
        ports: z.array(port),
        parameters: z.array(z.string()),
        /** The mapped librte_eal as the kernel tells it; absent when EAL is linked statically. */
        library: z.string().optional(),
        executable: z.string().optional(),
        /** Devices the process holds open as the kernel tells it: `tap` and `packet` by interface, `vfio` and `uio` by path. */
        held: z.array(z.object({ kind: z.string(), name: z.string() })).optional(),
        /**
         * Frames EAL counted on its ports against those the kernel saw come through their taps, as often as there was time to ask.
         * `beside`: frames of the tap that no port of EAL had sent.
         */
        counters: z.object({ samples: z.int(), sent: z.int(), beside: z.int() }).optional(),
        /** Why EAL's own words (version, ports, parameters) are missing. */
        problem: z.string().optional(),
      }),
    ),
    problem: z.string().optional(),
  }),
  z.object({
    event: z.literal('test-finished'),
    time,
    test: z.string(),
    durationMs: z.number(),
    outcome: outcomeSchema,
    /** What libtest said: tests run, passed, failed, ignored; absent when it printed no result line. */
    counts: z.object({ passed: z.int(), failed: z.int(), ignored: z.int(), filteredOut: z.int() }).optional(),
    /** Names of the tests libtest reported, with their result. */
    reported: z.array(z.object({ name: z.string(), result: z.enum(['ok', 'failed', 'ignored']) })),
    leaked: z.array(z.object({ pid: z.int(), command: z.string() })),
    output: outputSchema,
    /** Panic message or last lines, for people; at most 4 KiB. */
    message: z.string().optional(),
  }),
  /** Results of parts that a test ran inside itself, as it printed them. */
  z.object({
    event: z.literal('subtests'),
    time,
    test: z.string(),
    results: z.array(
      z.object({
        name: z.string(),
        result: z.enum(['passed', 'failed', 'skipped']),
        /** Its own words. */
        reason: z.string().optional(),
        /** Criteria whose name it bears. */
        criteria: z.array(z.string()),
      }),
    ),
  }),
  z.object({ event: z.literal('interrupted'), time, signal: z.string() }),
  z.object({
    event: z.literal('restored'),
    time,
    undone: z.int(),
    /** What could not be put back, in words; empty when the host is as it was. */
    differences: z.array(z.string()),
  }),
  z.object({ event: z.literal('run-finished'), time, durationMs: z.number() }),
]);

export type RunEvent = z.infer<typeof eventSchema>;
/** One member of {@link RunEvent} by its name. */
export type EventOf<N extends RunEvent['event']> = Extract<RunEvent, { event: N }>;
export type TcpFlow = z.infer<typeof tcpFlowSchema>;

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
    }),
  ),
  /** Causes that blocked something, each once. */
  causes: z.array(cause),
});
export type Judgement = z.infer<typeof judgementSchema>;
/** One judged test of a {@link Judgement}. */
export type JudgedTest = Judgement['tests'][number];
