import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { err, ok, type Result } from '../../../lib/core/result.js';
import { endpoint } from '../listen.js';
import { startPeer } from '../start.js';
import {
  CHALLENGE_BYTES,
  introductionSchema,
  PEER_PROTOCOL,
  proofOf,
  sameProof,
  type Greeting,
  type Introduction,
  type Welcome,
} from './handshake.js';
import { converse, type Conversation } from './lines.js';
import { orderSchema, type Answer, type Order } from './orders.js';
import { openWatch, type Watch } from './watch.js';

/** What a peer for harnesses on other hosts is started with. */
export interface PeerHostOptions {
  /** Where harnesses reach it. */
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly version: string;
  /** Addresses of this host on which services may be asked for; any other is refused. */
  readonly addresses: readonly string[];
  /** Path of `wire-tap`, with which a harness may have its links watched; undefined: it may not. */
  readonly wireTap?: string;
  /** Milliseconds a stranger has to prove itself; default 10 s. */
  readonly patienceMs?: number;
  /** Told what happens, a line each time. */
  readonly tell: (line: string) => void;
}

/** A peer that waits for harnesses. */
export interface PeerHost {
  readonly port: number;
  close(): void;
}

const PATIENCE_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;
/** Connections that have not proven themselves yet; more are turned away. */
const MOST_STRANGERS = 8;

const denial = (reason: string): Welcome => ({ welcome: false, reason });

/** Why somebody is not let in; undefined when it is. */
const judge = (introduction: Introduction, expected: string, busy: boolean): string | undefined => {
  if (introduction.protocol !== PEER_PROTOCOL)
    return `protocol ${String(introduction.protocol)} is spoken there, ${String(PEER_PROTOCOL)} here: use the same version of dpdk-conformance on both hosts`;
  if (!sameProof(introduction.proof, expected)) return 'the secret is another one';
  return busy ? 'another harness is served' : undefined;
};

const foreignAddress = ({ serve }: Order, allowed: readonly string[]): string | undefined =>
  serve.listen.find(({ host }) => !allowed.includes(host))?.host;

/** Begins to watch what the order names; undefined where it names nothing. */
const watchFor = async (
  { watch }: Order,
  { addresses, wireTap }: PeerHostOptions,
): Promise<Result<Watch | undefined, string>> => {
  if (watch === undefined) return ok(undefined);
  const foreign = watch.find(({ address }) => !addresses.includes(address));
  if (foreign !== undefined) return err(`${foreign.address} is none of the addresses this peer may serve`);
  return wireTap === undefined
    ? err('this peer captures nothing: it was started without --capture')
    : openWatch(wireTap, watch);
};

const serve = async (
  conversation: Conversation,
  options: PeerHostOptions,
  patienceMs: number,
): Promise<void> => {
  const { addresses, tell } = options;
  const answer = (message: Answer): void => {
    conversation.say(message);
  };
  const order = await conversation.hear(orderSchema, patienceMs);
  if (!order.ok) {
    answer({ refused: order.error });
    return;
  }
  const foreign = foreignAddress(order.value, addresses);
  if (foreign !== undefined) {
    answer({ refused: `${foreign} is none of the addresses this peer may serve (${addresses.join(', ')})` });
    return;
  }
  const peer = await startPeer(order.value.serve, () => undefined);
  if (!peer.ok) {
    const { service, host, port, code } = peer.error;
    answer({ refused: `${service} cannot listen on ${endpoint(host, port)}: ${code}` });
    return;
  }
  const { listeners } = peer.value;
  const watch = await watchFor(order.value, options);
  if (watch.ok) {
    tell(`serving ${String(listeners.length)} listeners${watch.value === undefined ? '' : ', capturing'}`);
    answer({ serving: listeners.map(({ service, host, port }) => ({ service, host, port })) });
    await Promise.race([conversation.over, watch.value?.serve(conversation) ?? conversation.over]);
    await watch.value?.close();
  } else answer({ refused: watch.error });
  peer.value.close();
};

/**
 * Waits for a harness that proves to have the secret, serves what it asks for while its connection lasts, and then waits for the next.
 * The error is the system's name for why it cannot listen.
 */
export const hostPeer = async (options: PeerHostOptions): Promise<Result<PeerHost, string>> => {
  const { host, port, secret, version, tell, patienceMs = PATIENCE_MS } = options;
  let served = false;
  const sockets = new Set<Socket>();
  const receive = async (socket: Socket): Promise<void> => {
    const who = endpoint(socket.remoteAddress, socket.remotePort);
    const conversation = converse(socket);
    const challenge = randomBytes(CHALLENGE_BYTES).toString('hex');
    const greeting: Greeting = { program: 'dpdk-conformance-peer', protocol: PEER_PROTOCOL, challenge };
    conversation.say(greeting);
    const introduction = await conversation.hear(introductionSchema, patienceMs);
    const challenges = { peer: challenge, harness: introduction.ok ? introduction.value.challenge : '' };
    const against = introduction.ok
      ? judge(introduction.value, proofOf(secret, 'harness', challenges), served)
      : introduction.error;
    if (against !== undefined) {
      tell(`refused ${who}: ${against}`);
      conversation.say(denial(against));
      return;
    }
    served = true;
    tell(`let in ${who}`);
    const welcome: Welcome = { welcome: true, version, proof: proofOf(secret, 'peer', challenges) };
    conversation.say(welcome);
    conversation.seal(secret, 'peer', challenges);
    try {
      await serve(conversation, options, patienceMs);
    } finally {
      served = false;
      tell(`done with ${who}`);
    }
  };
  const server = createServer((socket) => {
    if (sockets.size >= MOST_STRANGERS) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.setKeepAlive(true, KEEP_ALIVE_MS); // a harness whose host has gone holds the peer no longer than that
    socket.once('close', () => sockets.delete(socket));
    void receive(socket).finally(() => socket.end());
  });
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(err(error.code ?? error.message));
    });
    server.listen({ host, port }, () => {
      resolve(
        ok({
          port: (server.address() as AddressInfo).port,
          close: () => {
            server.close();
            for (const socket of sockets) socket.destroy();
          },
        }),
      );
    });
  });
};
