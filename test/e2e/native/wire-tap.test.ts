import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WireCapture, type CaptureRequest } from '../../../harness/evidence/frames.js';
import { must } from '../../rig/fixture-build.js';
import { inside, Namespaces, sure, wirePair } from '../../rig/namespaces.js';
import { builtWireTap } from '../../rig/native-tools.js';

const DUT = '02:00:00:00:00:10';
const PEER = '02:00:00:00:00:01';
const echo = join(import.meta.dirname, '../../rig/fixtures/native/echo.mjs');

let wireTap: string;
let directory: string;
let wire: string;
let peer: string;
const namespaces = new Namespaces();
const servers: ChildProcess[] = [];
const captures: WireCapture[] = [];

beforeAll(async () => {
  wireTap = await builtWireTap();
  directory = mkdtempSync(join(tmpdir(), 'wire-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});
beforeEach(async () => {
  ({ wire, peer } = await wirePair(namespaces));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
  for (const capture of captures.splice(0)) await capture.close();
  await namespaces.dispose();
});

const serve = async (host: string): Promise<void> => {
  const words = ['netns', 'exec', peer, process.execPath, echo, 'serve', host, '7'];
  const server = spawn('ip', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  servers.push(server);
  await new Promise((resolve) => server.stdout.once('data', resolve));
};

const send = (host: string, bytes: number): Promise<string> =>
  inside(wire, process.execPath, echo, 'send', host, '7', String(bytes));

const open = async (more: Partial<CaptureRequest> = {}): Promise<WireCapture> => {
  const links = [{ interface: 'wa', mac: DUT }];
  const capture = must(await WireCapture.open({ wireTap, namespace: wire, links, ...more }));
  captures.push(capture);
  return capture;
};

/** TCP segments the kernel of the wire's namespace says it received and sent (OutSegs leaves repeated ones out, RFC 4022). */
const kernelCount = async (): Promise<{ fromPeer: number; fromDut: number }> => {
  const table = await inside(wire, 'grep', '^Tcp:', '/proc/net/snmp');
  const [names = [], values = []] = table.split('\n').map((line) => line.split(' '));
  const value = (name: string): number => Number(values[names.indexOf(name)]);
  return { fromPeer: value('InSegs'), fromDut: value('OutSegs') + value('RetransSegs') };
};

test.each([
  [4, '192.0.2.10', '192.0.2.1'],
  [6, '2001:db8:0:1::10', '2001:db8:0:1::1'],
])('sums up a TCP exchange over IPv%i exactly', async (family, dut, host) => {
  await serve(host);
  const capture = await open();
  const pcap = join(directory, `v${family}.pcap`);
  must(await capture.begin('one', pcap));
  expect(await send(host, 300_000)).toBe('300000\n');
  const frames = await capture.end('one', pcap);
  expect(frames).toMatchObject({ complete: true, capture: pcap });
  expect(frames.frames.dropped).toBe(0);
  expect(frames.flows).toHaveLength(1);
  const [flow] = frames.flows;
  expect(flow).toMatchObject({
    link: 0,
    family,
    initiator: 'dut',
    dut: { address: dut, mac: DUT },
    peer: { address: host, port: 7, mac: PEER },
    syn: { fromDut: 1, fromPeer: 0 },
    synAck: { fromDut: 0, fromPeer: 1 },
    fin: { fromDut: 1, fromPeer: 1 },
    rst: { fromDut: 0, fromPeer: 0 },
    handshake: true,
    payload: { fromDut: 300_000, fromPeer: 300_000 },
    badChecksums: 0,
    segments: await kernelCount(),
  });
  const { fromDut, toDut } = frames.frames;
  expect(readPcap(pcap)).toBe(fromDut + toDut + (frames.others?.foreign ?? NaN));
});

/** Frames in a capture file, by its own lengths. */
const readPcap = (path: string): number => {
  const file = readFileSync(path);
  expect([file.readUInt32LE(0), file.readUInt32LE(20)]).toEqual([0xa1b23c4d, 1]);
  let at = 24;
  let count = 0;
  for (; at < file.length; count += 1) at += 16 + file.readUInt32LE(at + 8);
  expect(at).toBe(file.length);
  return count;
};

test('a refused connection is a SYN and a RST, and the roles follow the MAC', async () => {
  const asDut = await open();
  const asPeer = await open({ links: [{ interface: 'wa', mac: PEER }] });
  for (const capture of [asDut, asPeer]) must(await capture.begin('refused'));
  expect(await send('192.0.2.1', 1)).toBe('ECONNREFUSED\n');
  expect((await asDut.end('refused')).flows).toEqual([
    expect.objectContaining({
      initiator: 'dut',
      syn: { fromDut: 1, fromPeer: 0 },
      rst: { fromDut: 0, fromPeer: 1 },
      handshake: false,
      payload: { fromDut: 0, fromPeer: 0 },
    }),
  ]);
  expect((await asPeer.end('refused')).flows).toEqual([
    expect.objectContaining({ initiator: 'peer', syn: { fromDut: 0, fromPeer: 1 } }),
  ]);
});

test('frames belong to the window they crossed in; those between windows are strays', async () => {
  await serve('192.0.2.1');
  const capture = await open();
  must(await capture.begin('first'));
  await send('192.0.2.1', 1000);
  const first = await capture.end('first');
  await send('192.0.2.1', 2000);
  const second = must(await capture.begin('second'));
  const nothing = await capture.end('second');
  must(await capture.begin('third'));
  await send('192.0.2.1', 3000);
  const third = await capture.end('third');
  expect(first.flows.map(({ payload }) => payload.fromDut)).toEqual([1000]);
  expect(second.strays).toBeGreaterThan(6);
  expect(nothing.flows).toEqual([]);
  expect(third.flows.map(({ payload }) => payload.fromDut)).toEqual([3000]);
});

test('a capture that could not keep up says so', async () => {
  await serve('192.0.2.1');
  const capture = await open({ bufferBytes: 4096 });
  must(await capture.begin('drowned'));
  // Stopped, it reads nothing while the exchange goes on.
  process.kill(capture.pid ?? 0, 'SIGSTOP');
  await send('192.0.2.1', 500_000);
  process.kill(capture.pid ?? 0, 'SIGCONT');
  const frames = await capture.end('drowned');
  expect(frames.complete).toBe(false);
  expect(frames.frames.dropped).toBeGreaterThan(0);
  expect(frames.problem).toContain(`${frames.frames.dropped} frames were dropped`);
});

test('checksums that offloading left out are seen as wrong, and such segments prove nothing', async () => {
  await serve('192.0.2.1');
  await inside(peer, 'ethtool', '-K', 'vb', 'tx', 'on');
  const capture = await open();
  must(await capture.begin('offload'));
  await send('192.0.2.1', 1000);
  const [flow] = (await capture.end('offload')).flows;
  expect(flow?.badChecksums).toBe(flow?.segments.fromPeer);
  expect(flow).toMatchObject({ handshake: false, payload: { fromDut: 1000, fromPeer: 0 } });
});

test('an interface that goes down, and a capture that dies, are problems', async () => {
  const lost: string[] = [];
  const capture = await open({ onLost: (problem) => lost.push(problem) });
  must(await capture.begin('down'));
  await sure('ip', '-n', wire, 'link', 'set', 'wa', 'down');
  const down = await capture.end('down');
  expect(down).toMatchObject({ complete: false });
  expect(down.problem).toContain('interface wa: Network is down');
  must(await capture.begin('dead'));
  process.kill(capture.pid ?? 0, 'SIGKILL');
  const dead = await capture.end('dead');
  expect(dead).toMatchObject({ complete: false, flows: [] });
  expect(dead.problem).toContain('SIGKILL');
  expect(lost).toEqual([dead.problem]);
  expect(await capture.begin('later')).toMatchObject({ ok: false });
});

test.each([
  [{ namespace: 'no-such-namespace' }, 'no-such-namespace: No such file or directory'],
  [{ links: [{ interface: 'wz', mac: DUT }] }, 'interface wz: No such device'],
  [{ links: [{ interface: 'wa', mac: 'nonsense' }] }, 'usage: wire-tap'],
  [{ wireTap: '/nonexistent/wire-tap' }, 'ENOENT'],
])('refuses what it cannot capture: %j', async (more, words) => {
  const links = [{ interface: 'wa', mac: DUT }];
  const result = await WireCapture.open({ wireTap, namespace: wire, links, ...more });
  expect(result).toMatchObject({ ok: false, error: expect.stringContaining(words) as string });
});

test('commands out of order are errors, never empty summaries that look whole', async () => {
  const capture = await open();
  expect(await capture.end('never')).toMatchObject({ complete: false, problem: 'never was not begun' });
  must(await capture.begin('one'));
  expect(await capture.begin('two')).toMatchObject({ ok: false });
  expect(await capture.end('one')).toMatchObject({ complete: true });
  const pcap = '/nonexistent/place/file.pcap';
  must(await capture.begin('three', pcap));
  expect(await capture.end('three', pcap)).toMatchObject({ complete: false });
});
