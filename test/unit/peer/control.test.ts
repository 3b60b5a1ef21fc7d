import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { control } from '../../../harness/peer/control/service.js';
import { PEER_LIMITS } from '../../../harness/peer/limits.js';
import { echo } from '../../../harness/peer/services/echo.js';
import { halfClose } from '../../../harness/peer/services/half-close.js';
import { reset } from '../../../harness/peer/services/reset.js';
import { source } from '../../../harness/peer/services/source.js';
import { dial, exchange, hear, open, patternOf } from './rig.js';

interface Answer {
  readonly id: number | null;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A control connection: `ask` sends a line, `next` gives the next answer. */
const openControl = async (): Promise<{
  socket: Socket;
  ask: (request: unknown) => void;
  next: () => Promise<Answer>;
}> => {
  const { port } = await open(control);
  const socket = dial(port);
  const answers: Answer[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  let rest = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      const taker = waiting.shift();
      if (taker) taker(answer);
      else answers.push(answer);
    }
  });
  return {
    socket,
    ask: (request) => socket.write(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`),
    next: () => {
      const answer = answers.shift();
      return answer ? Promise.resolve(answer) : new Promise((resolve) => waiting.push(resolve));
    },
  };
};

/** The device under test's side: a listener whose connections the test handles itself. */
const device = async (handle: (socket: Socket) => void): Promise<{ port: number; server: Server }> => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server };
};

const at = (port: number): { host: string; port: number } => ({ host: '127.0.0.1', port });
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('echo: sends the pattern, wants it back, reports both ends and the counts', async () => {
  const target = await open(echo);
  const { ask, next } = await openControl();
  ask({ id: 7, connect: at(target.port), do: 'echo', bytes: 300_000 });
  const connected = await next();
  expect(connected).toEqual({
    id: 7,
    event: 'connected',
    local: target.notices[0]?.remote,
    remote: `127.0.0.1:${target.port}`,
  });
  expect(await next()).toEqual({
    id: 7,
    event: 'done',
    ok: true,
    sent: 300_000,
    received: 300_000,
    sha256: sha256(patternOf(300_000)),
  });
});

test('echo: other bytes, too few bytes and no FIN are failures', async () => {
  const { ask, next } = await openControl();
  const wrong = await open(halfClose);
  ask({ id: 1, connect: at(wrong.port), do: 'echo', bytes: 1000 });
  await next();
  expect(await next()).toMatchObject({ id: 1, event: 'done', ok: false, error: 'MISMATCH' });
  const short = await device((socket) => socket.resume().on('end', () => socket.end(patternOf(999))));
  ask({ id: 2, connect: at(short.port), do: 'echo', bytes: 1000 });
  await next();
  expect(await next()).toMatchObject({ id: 2, ok: false, received: 999, error: 'MISMATCH' });
  const open_ = await device((socket) => socket.pipe(socket, { end: false }));
  ask({ id: 3, connect: at(open_.port), do: 'echo', bytes: 10, timeoutMs: 100 });
  await next();
  expect(await next()).toMatchObject({ id: 3, ok: false, received: 10, error: 'TIMEOUT' });
});

test('send and half-close: the pattern and FIN go out, the answer is counted and hashed', async () => {
  const { ask, next } = await openControl();
  const target = await open(halfClose);
  const answer = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 5]), patternOf(5).reverse()]);
  for (const action of ['send', 'half-close']) {
    ask({ id: 1, connect: at(target.port), do: action, bytes: 5 });
    await next();
    expect(await next()).toMatchObject({ ok: true, sent: 5, received: 13, sha256: sha256(answer) });
  }
});

test('receive: takes everything up to FIN', async () => {
  const { ask, next } = await openControl();
  const target = await device((socket) => socket.end(patternOf(70_000)));
  ask({ id: 1, connect: at(target.port), do: 'receive' });
  await next();
  expect(await next()).toMatchObject({
    ok: true,
    sent: 0,
    received: 70_000,
    sha256: sha256(patternOf(70_000)),
  });
});

test('reset: one byte, then the reset', async () => {
  const { ask, next } = await openControl();
  // Node tells a reset right behind data as an end; writing tells them apart: after FIN it would succeed.
  const errors = new Promise((resolve) => {
    void device((socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code);
      });
      socket.resume().on('end', () => socket.write('anyone?'));
    }).then(({ port }) => {
      ask({ id: 1, connect: at(port), do: 'reset' });
    });
  });
  await next();
  expect(await next()).toMatchObject({ ok: true, sent: 1, received: 0 });
  expect(await errors).toMatch(/^(EPIPE|ECONNRESET)$/);
});

test('hold: stays until the control connection closes', async () => {
  const { ask, next, socket } = await openControl();
  const held: Socket[] = [];
  const target = await device((other) => held.push(other));
  const all = new Promise<void>((resolve) => {
    target.server.on('connection', () => {
      if (held.length === 3) resolve();
    });
  });
  ask({ id: 1, connect: at(target.port), do: 'hold', connections: 3 });
  for (let i = 0; i < 3; i += 1) expect(await next()).toMatchObject({ event: 'connected' });
  await all;
  const ends = held.map(hear);
  socket.end();
  expect(await Promise.all(ends)).toEqual(
    Array.from({ length: 3 }, () => ({ bytes: Buffer.alloc(0), ended: false, error: 'ECONNRESET' })),
  );
});

test('several connections are made at once and summed', async () => {
  const { ask, next } = await openControl();
  const target = await open(echo);
  ask({ id: 1, connect: at(target.port), do: 'echo', bytes: 1000, connections: 20 });
  const locals = new Set<unknown>();
  for (let i = 0; i < 20; i += 1) locals.add((await next())['local']);
  expect(locals.size).toBe(20);
  expect(await next()).toMatchObject({
    ok: true,
    sent: 20_000,
    received: 20_000,
    sha256: sha256(patternOf(1000)),
  });
});

test('`from` is the address it connects from', async () => {
  const { ask, next } = await openControl();
  const target = await open(echo);
  ask({ id: 1, connect: { ...at(target.port), from: '127.0.0.9' }, do: 'echo', bytes: 1 });
  expect((await next())['local']).toMatch(/^127\.0\.0\.9:\d+$/);
});

test('a refused, reset or unanswered connection is reported by the name of the system', async () => {
  const { ask, next } = await openControl();
  const gone = await open(echo);
  gone.listener.close();
  ask({ id: 1, connect: at(gone.port), do: 'receive' });
  expect(await next()).toMatchObject({ id: 1, event: 'done', ok: false, error: 'ECONNREFUSED' });
  const rude = await open(reset);
  ask({ id: 2, connect: at(rude.port), do: 'echo', bytes: 10 });
  await next();
  expect(await next()).toMatchObject({ id: 2, ok: false, error: 'ECONNRESET' });
  const mute = await open(source);
  ask({ id: 3, connect: at(mute.port), do: 'receive', timeoutMs: 50 });
  await next();
  expect(await next()).toMatchObject({ id: 3, ok: false, error: 'TIMEOUT' });
});

test('a bad request is answered with its id and what is wrong, and the connection goes on', async () => {
  const { ask, next } = await openControl();
  ask('not json');
  expect(await next()).toMatchObject({ id: null, event: 'done', ok: false, error: 'BAD_REQUEST' });
  const good = { id: 4, connect: at(1), do: 'receive' };
  for (const [wrong, place] of [
    [{ ...good, do: 'dance' }, 'do'],
    [{ ...good, connect: { host: 'example.org', port: 1 } }, 'connect.host'],
    [{ ...good, bytes: (1 << 30) + 1 }, 'bytes'],
    [{ ...good, connections: 257 }, 'connections'],
    [{ ...good, timeoutMs: 60_001 }, 'timeoutMs'],
    [{ ...good, colour: 'red' }, 'colour'],
  ] as const) {
    ask(wrong);
    const answer = await next();
    expect(answer).toMatchObject({ id: 4, ok: false, error: 'BAD_REQUEST' });
    expect(answer['message']).toContain(place);
  }
});

test('jobs beyond the limit are refused, not queued', async () => {
  const { ask, next } = await openControl();
  const target = await device(() => undefined);
  const request = { id: 1, connect: at(target.port), do: 'hold' };
  for (let i = 0; i <= PEER_LIMITS.controlJobs; i += 1) ask({ ...request, id: i });
  const answers = await Promise.all(Array.from({ length: PEER_LIMITS.controlJobs + 1 }, next));
  expect(answers.filter((answer) => answer['error'] === 'TOO_MANY_JOBS')).toMatchObject([
    { id: PEER_LIMITS.controlJobs },
  ]);
});

test('an endless line and unread answers are bounded by a reset', async () => {
  const { port } = await open(control);
  expect(await exchange(port, 'x'.repeat(PEER_LIMITS.controlLineBytes + 1))).toMatchObject({
    error: 'ECONNRESET',
  });
  const deaf = dial(port);
  deaf.on('error', () => undefined);
  deaf.pause();
  const flood = Buffer.from('bad\n'.repeat(1 << 18));
  const flooding = (): void => {
    while (!deaf.destroyed && deaf.write(flood));
  };
  deaf.on('drain', flooding);
  flooding();
  await new Promise((resolve) => deaf.on('close', resolve));
  expect(deaf.errored).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) as string });
});
