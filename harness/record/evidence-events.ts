import { z } from 'zod';
import { time } from './parts.js';
import { hostileSchema, impairedSchema, tcpFlowSchema } from './wire.js';

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

/** What was seen of a test from outside (evidence E2, E3, E4 and E6). */
export const EVIDENCE_EVENTS = [
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
] as const;
