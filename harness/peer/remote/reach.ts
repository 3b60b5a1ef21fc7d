import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Cause } from '../../../lib/core/cause.js';
import { err, ok, type Result } from '../../../lib/core/result.js';
import type { PeerConfig } from '../config.js';
import {
  CHALLENGE_BYTES,
  greetingSchema,
  PEER_PROTOCOL,
  proofOf,
  sameProof,
  welcomeSchema,
  type Introduction,
} from './handshake.js';
import { converse, type Conversation } from './lines.js';
import { answerSchema, type Answer, type Order, type Watched } from './orders.js';

/** Where a peer on another host is, and how it knows us. */
export interface RemotePeerOrder {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly config: PeerConfig;
  /** Links it is to watch; see {@link RemotePeer.conversation}. */
  readonly watch?: readonly [Watched, ...Watched[]];
  /** Milliseconds for each answer; default 10 s. */
  readonly patienceMs?: number;
}

/** A peer on another host that serves. */
export interface RemotePeer {
  /** Its version of this program. */
  readonly version: string;
  readonly listeners: Extract<Answer, { serving: unknown }>['serving'];
  /** What is said from now on: windows of the capture, where it watches. */
  readonly conversation: Conversation;
  /** Resolves when the connection to it is lost or was ended. */
  readonly over: Promise<void>;
  /** Ends the services. */
  readonly stop: () => void;
}

const PATIENCE_MS = 10_000;

const unreachable = ({ host, port }: RemotePeerOrder, seen: string): Cause => ({
  id: 'peer-unreachable',
  seen: `${host} port ${String(port)}: ${seen}`,
  expected: 'a peer that lets this harness in and serves',
  fix: 'start `dpdk-conformance peer --listen HOST:PORT --secret-file FILE --address …` there with the same version and the same secret',
});

const introduce = async (
  { say, hear, seal }: Conversation,
  secret: string,
  patienceMs: number,
): Promise<Result<string, string>> => {
  const greeting = await hear(greetingSchema, patienceMs);
  if (!greeting.ok) return greeting;
  if (greeting.value.protocol !== PEER_PROTOCOL)
    return err(`protocol ${String(greeting.value.protocol)} is spoken there, ${String(PEER_PROTOCOL)} here`);
  const challenge = randomBytes(CHALLENGE_BYTES).toString('hex');
  const challenges = { peer: greeting.value.challenge, harness: challenge };
  const introduction: Introduction = {
    protocol: PEER_PROTOCOL,
    challenge,
    proof: proofOf(secret, 'harness', challenges),
  };
  say(introduction);
  const welcome = await hear(welcomeSchema, patienceMs);
  if (!welcome.ok) return welcome;
  if (!welcome.value.welcome) return err(`refused: ${welcome.value.reason}`);
  if (!sameProof(welcome.value.proof, proofOf(secret, 'peer', challenges)))
    return err('it does not have the secret itself');
  seal(secret, 'harness', challenges);
  return ok(welcome.value.version);
};

/** Connects to a peer on another host, each side proving to the other that it has the secret, and has it serve. */
export const reachPeer = async (order: RemotePeerOrder): Promise<Result<RemotePeer, Cause>> => {
  const patienceMs = order.patienceMs ?? PATIENCE_MS;
  const socket = connect({ host: order.host, port: order.port });
  const conversation = converse(socket);
  const fail = (seen: string): Result<never, Cause> => {
    socket.destroy();
    return err(unreachable(order, seen));
  };
  const version = await introduce(conversation, order.secret, patienceMs);
  if (!version.ok) return fail(version.error);
  const asked: Order = {
    serve: order.config,
    ...(order.watch === undefined ? {} : { watch: [...order.watch] }),
  };
  conversation.say(asked);
  const answer = await conversation.hear(answerSchema, patienceMs);
  if (!answer.ok) return fail(answer.error);
  if ('refused' in answer.value) return fail(`refused: ${answer.value.refused}`);
  return ok({
    version: version.value,
    listeners: answer.value.serving,
    conversation,
    over: conversation.over,
    stop: () => {
      socket.destroy();
    },
  });
};
