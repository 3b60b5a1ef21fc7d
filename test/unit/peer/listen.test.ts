import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endpoint, listen } from '../../../harness/peer/listen.js';
import { echo } from '../../../harness/peer/services/echo.js';
import { dial, exchange, hear, open } from './rig.js';

test('a full listener resets the next connection, says so, and takes one again when there is room', async () => {
  const { port, notices } = await open(echo, { connections: 1, connectionLifeMs: 60_000 });
  const first = dial(port);
  first.write('1');
  await once(first, 'data');
  expect(await hear(dial(port))).toMatchObject({ error: 'ECONNRESET' });
  expect(notices.map((notice) => notice.accepted)).toEqual([true, false]);
  const gone = hear(first);
  first.end();
  await gone;
  expect((await exchange(port, '3')).bytes.toString()).toBe('3');
});

test('a busy connection ends at its life limit', async () => {
  const { port } = await open(echo, { connections: 10, connectionLifeMs: 30 });
  const socket = dial(port);
  const heard = hear(socket);
  socket.on('data', (chunk) => socket.write(chunk));
  socket.write('ping');
  expect(await heard).toMatchObject({ ended: false, error: 'ECONNRESET' });
});

test('each connection is told with both its ends', async () => {
  const { port, notices } = await open(echo);
  const socket = dial(port);
  socket.write('x');
  await once(socket, 'data');
  expect(notices).toEqual([
    {
      service: 'echo',
      local: `127.0.0.1:${port}`,
      remote: `127.0.0.1:${socket.localPort ?? 0}`,
      accepted: true,
    },
  ]);
});

test('a dual-stack listener names an IPv4 client by its IPv4 address', async () => {
  const { port, notices } = await open(echo, undefined, '::');
  await exchange(port, 'x', '127.0.0.1');
  await exchange(port, 'x', '::1');
  expect(notices.map((notice) => notice.local)).toEqual([`127.0.0.1:${port}`, `[::1]:${port}`]);
});

test('a taken port and a foreign address are errors with the name of the system', async () => {
  const { port } = await open(echo);
  expect(await listen(echo, '127.0.0.1', port, () => undefined)).toEqual({
    ok: false,
    error: { service: 'echo', host: '127.0.0.1', port, code: 'EADDRINUSE' },
  });
  expect(await listen(echo, '192.0.2.123', 0, () => undefined)).toMatchObject({
    error: { code: 'EADDRNOTAVAIL' },
  });
});

test('close resets what is open and frees the port', async () => {
  const { port, listener } = await open(echo);
  const socket = dial(port);
  socket.write('x');
  await once(socket, 'data');
  const heard = hear(socket);
  listener.close();
  expect(await heard).toMatchObject({ error: 'ECONNRESET' });
  expect(await exchange(port, 'x')).toMatchObject({ error: 'ECONNREFUSED' });
});

test('endpoints are written so that address and port can be told apart', () => {
  expect(endpoint('::ffff:192.0.2.1', 7)).toBe('192.0.2.1:7');
  expect(endpoint('2001:db8::1', 7)).toBe('[2001:db8::1]:7');
});
