import { expect, test } from 'vitest';
import { http } from '../../../harness/peer/services/http.js';
import { dial, exchange, hear, open } from './rig.js';

const ask = async (port: number, request: string): Promise<string> =>
  (await exchange(port, request)).bytes.toString();

test('GET / is moved to https with a body of the length it names, and it calls itself a stand-in', async () => {
  const { port } = await open(http);
  const socket = dial(port);
  const heard = hear(socket);
  socket.write('GET / HTTP/1.1\r\nHost: 1.1.1.1\r\nConnection: close\r\n\r\n');
  const { bytes, ended } = await heard;
  const [head = '', body] = bytes.toString().split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 301 /);
  expect(head).toContain('\r\nServer: lab-stand-in');
  expect(head).toContain('\r\nLocation: https://1.1.1.1/');
  expect(head).toContain('\r\nConnection: close');
  expect(/content-length: (\d+)/i.exec(head)?.[1]).toBe(String(body?.length));
  expect(body).toBe('moved to https://1.1.1.1/\n');
  expect(ended).toBe(true);
});

test('one connection carries several requests when it is not asked to close', async () => {
  const { port } = await open(http);
  const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;
  const text = await ask(port, get('/a') + get('/b', 'Connection: close\r\n'));
  expect(text.match(/HTTP\/1\.1 301/g)).toHaveLength(2);
  expect(text.indexOf('https://h/a')).toBeLessThan(text.indexOf('https://h/b'));
});

test('HTTP/1.0 is answered and closed', async () => {
  const { port } = await open(http);
  const socket = dial(port);
  const heard = hear(socket);
  socket.write('GET / HTTP/1.0\r\n\r\n');
  expect(await heard).toMatchObject({ ended: true, error: undefined });
});

test('another method is 405, a malformed request 400, an endless head 431', async () => {
  const { port } = await open(http);
  expect(await ask(port, 'POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 405 /,
  );
  expect(await ask(port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await ask(port, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`)).toMatch(/^HTTP\/1\.1 431 /);
});
