import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { proofOf } from '../../../harness/peer/remote/handshake.js';
import { hostPeer, type PeerHostOptions } from '../../../harness/peer/remote/host.js';
import { converse } from '../../../harness/peer/remote/lines.js';
import { reachPeer, type RemotePeer } from '../../../harness/peer/remote/reach.js';
import { must } from '../../rig/fixture-build.js';
import { exchange } from './rig.js';

const SECRET = 'what only these two know';

const hosted = async (options: Partial<PeerHostOptions> = {}): Promise<{ port: number; told: string[] }> => {
  const told: string[] = [];
  const peer = must(
    await hostPeer({
      host: '127.0.0.1',
      port: 0,
      secret: SECRET,
      version: '1.2.3',
      addresses: ['127.0.0.1'],
      tell: (line) => told.push(line),
      ...options,
    }),
  );
  onTestFinished(() => {
    peer.close();
  });
  return { port: peer.port, told };
};

const order = (port: number, secret = SECRET, host = '127.0.0.1') => ({
  host: '127.0.0.1',
  port,
  secret,
  config: { version: 1 as const, listen: [{ service: 'echo' as const, host, port: 0 }] },
});

const reached = async (port: number): Promise<RemotePeer> => {
  const peer = must(await reachPeer(order(port)));
  onTestFinished(() => {
    peer.stop();
  });
  return peer;
};

const seenBy = async (...asked: Parameters<typeof order>): Promise<string> => {
  const result = await reachPeer(order(...asked));
  return result.ok ? 'let in' : result.error.seen;
};

/** A stranger that says what it likes. */
const stranger = (port: number): { socket: Socket; next: () => Promise<Record<string, unknown>> } => {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => {
    socket.destroy();
  });
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    socket,
    next: async () => JSON.parse(String((await lines.next()).value)) as Record<string, unknown>,
  };
};

test('serves a harness that has the secret, for as long as it is connected, then the next', async () => {
  const { port, told } = await hosted();
  const peer = await reached(port);
  expect(peer.version).toBe('1.2.3');
  const [echo] = peer.listeners;
  expect((await exchange(echo?.port ?? 0, 'hello')).bytes.toString()).toBe('hello');
  expect(await seenBy(port)).toContain('another harness is served');
  peer.stop();
  await expect.poll(() => told.at(-1)).toContain('done with');
  expect((await exchange(echo?.port ?? 0, 'hello')).error).toBe('ECONNREFUSED');
  await reached(port);
});

test('lets nobody in who has another secret', async () => {
  const { port, told } = await hosted();
  expect(await seenBy(port, 'what somebody else knows')).toContain('the secret is another one');
  expect(told).toEqual([expect.stringMatching(/^refused 127\.0\.0\.1:\d+: the secret is another one$/)]);
});

test('a proof is of one side: what the peer says would not let anybody in', async () => {
  const { port } = await hosted();
  const { socket, next } = stranger(port);
  const { challenge: peer } = await next();
  const challenges = { peer: String(peer), harness: 'a'.repeat(64) };
  socket.write(
    `${JSON.stringify({ protocol: 2, challenge: challenges.harness, proof: proofOf(SECRET, 'peer', challenges) })}\n`,
  );
  expect(await next()).toEqual({ welcome: false, reason: 'the secret is another one' });
});

test('the harness does not believe a peer that cannot prove itself', async () => {
  const server = createServer((socket) => {
    const say = (message: object): boolean => socket.write(`${JSON.stringify(message)}\n`);
    say({ program: 'dpdk-conformance-peer', protocol: 2, challenge: 'd'.repeat(64) });
    socket.once('data', () => say({ welcome: true, version: '1.2.3', proof: 'e'.repeat(64) }));
    socket.on('error', () => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  expect(await seenBy(port)).toContain('it does not have the secret itself');
});

test('tells a harness of another version apart from one without the secret', async () => {
  const { port } = await hosted();
  const { socket, next } = stranger(port);
  await next();
  socket.write(`${JSON.stringify({ protocol: 3, challenge: 'b'.repeat(64), proof: 'c'.repeat(64) })}\n`);
  expect(await next()).toMatchObject({
    welcome: false,
    reason: expect.stringContaining('protocol 3 is spoken there, 2 here') as string,
  });
});

test.each([
  ['says nothing', '', 'no line within 50 ms'],
  ['says no JSON', 'GET / HTTP/1.1\n', 'no JSON'],
  ['says something else', '{"serve":{}}\n', 'another kind'],
  ['says too much', 'x'.repeat(70_000), 'line too long'],
])('a stranger that %s is turned away', async (_, said, why) => {
  const { port, told } = await hosted({ patienceMs: said === '' ? 50 : 10_000 });
  const { socket } = stranger(port);
  socket.on('error', () => undefined);
  socket.write(said);
  await expect.poll(() => told.join()).toContain(why);
});

test('more strangers than it has patience for are not kept waiting', async () => {
  const { port } = await hosted();
  const waiting = Array.from({ length: 8 }, () => stranger(port));
  await Promise.all(waiting.map(({ next }) => next()));
  const result = await reachPeer(order(port));
  expect(result.ok).toBe(false);
});

test('serves on its own addresses only', async () => {
  const { port } = await hosted();
  expect(await seenBy(port, SECRET, '127.0.0.2')).toContain('127.0.0.2 is none of the addresses');
});

test('a peer that is not there, or lost, is told', async () => {
  const { port } = await hosted();
  const peer = await reached(port);
  peer.stop();
  await peer.over;
  expect(await seenBy(1)).toContain('127.0.0.1 port 1: ');
});

describe('what is said once both are known', () => {
  const challenges = { peer: 'a'.repeat(64), harness: 'b'.repeat(64) };
  const schema = z.object({ number: z.int() });

  /** The lines one side says, as they are on the cable. */
  const said = async (...numbers: readonly number[]): Promise<readonly string[]> => {
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const { say, seal } = converse(stream as unknown as Socket);
    seal(SECRET, 'harness', challenges);
    for (const number of numbers) say({ number });
    await once(stream.end(), 'end');
    return Buffer.concat(chunks).toString().trim().split('\n');
  };
  /** What the other side hears of lines. */
  const heard = async (lines: readonly string[]): Promise<readonly unknown[]> => {
    const stream = new PassThrough();
    const { hear, seal } = converse(stream as unknown as Socket);
    seal(SECRET, 'peer', challenges);
    stream.write(lines.map((line) => `${line}\n`).join(''));
    const results: unknown[] = [];
    while (results.length < lines.length) {
      const result = await hear(schema, 1000);
      results.push(result.ok ? result.value.number : result.error);
    }
    return results;
  };
  const WRONG = 'a line came that the other side did not say';

  test('is heard as it was said', async () => {
    expect(await heard(await said(1, 2))).toEqual([1, 2]);
  });
  test('cannot be altered', async () => {
    const [line = ''] = await said(1);
    expect(await heard([line.replace('"number":1', '"number":2')])).toEqual([WRONG]);
  });
  test('cannot be said twice, left out or swapped', async () => {
    const [first = '', second = ''] = await said(1, 2);
    expect(await heard([first, first])).toEqual([1, WRONG]);
    expect(await heard([second])).toEqual([WRONG]);
  });
  test('cannot be sent back to who said it', async () => {
    const stream = new PassThrough();
    const { hear, seal } = converse(stream as unknown as Socket);
    seal(SECRET, 'harness', challenges);
    stream.write(`${(await said(1))[0] ?? ''}\n`);
    expect(await hear(schema, 1000)).toMatchObject({ ok: false, error: WRONG });
  });
});
