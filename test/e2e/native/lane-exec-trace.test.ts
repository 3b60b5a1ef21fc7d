import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readSockets, type TraceReport } from '../../../harness/evidence/sockets.js';
import type { SocketsEvidence } from '../../../harness/evidence/trace-reader.js';
import { launchRig, type Launched, type LaunchRig } from '../../rig/launch.js';
import { Namespaces, sure } from '../../rig/namespaces.js';

let rig: LaunchRig;
const namespaces = new Namespaces();
beforeAll(async () => {
  rig = await launchRig();
});
afterEach(() => namespaces.dispose());
afterAll(() => {
  rig.dispose();
});

const trace = async (
  what: string,
  more: Readonly<Record<string, unknown>> = {},
  strace: Readonly<Record<string, unknown>> = {},
): Promise<{ launched: Launched; sockets: SocketsEvidence }> => {
  const output = join(rig.directory, 'trace');
  const launched = await rig.launch([rig.misbehave, what], {
    strace: { path: 'strace', output, ...strace },
    ...more,
  });
  const rootPid = launched.only('started')['pid'] as number;
  const report = launched.only('trace') as unknown as TraceReport;
  return { launched, sockets: await readSockets(output, report, { rootPid, linkSocketsAllowed: false }) };
};

test('sockets that cannot carry TCP are counted and prove nothing against the test', async () => {
  const { sockets } = await trace('harmless');
  expect(sockets).toEqual({
    complete: true,
    kernelTcp: [],
    other: { 'AF_UNIX/SOCK_STREAM': 1, 'AF_INET/SOCK_DGRAM': 1, 'AF_NETLINK/SOCK_RAW': 1 },
  });
});

test('a connection over loopback is kernel TCP, and the counters of the namespace agree', async () => {
  const namespace = await namespaces.make('test');
  await sure('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
  const { launched, sockets } = await trace('connect', { netns: `/run/netns/${namespace}` });
  expect(sockets.complete).toBe(true);
  expect(sockets.kernelTcp).toEqual([
    {
      pid: launched.only('started')['pid'],
      call: 'socket',
      domain: 'AF_INET',
      type: 'SOCK_STREAM',
      text: 'socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3',
    },
  ]);
  const [before, after] = launched.events.filter(({ event }) => event === 'isolation');
  expect(before).toMatchObject({ when: 'before', kernelTcp: { activeOpens: 0, outSegs: 0 } });
  expect(after).toMatchObject({ when: 'after', kernelTcp: { activeOpens: 1 } });
  expect(after?.['addresses']).toEqual(['lo 127.0.0.1/8', 'lo ::1/128']);
});

test('a namespace without addresses and routes is told as such', async () => {
  const namespace = await namespaces.make('test');
  const { launched } = await trace('harmless', { netns: `/run/netns/${namespace}` });
  for (const look of launched.events.filter(({ event }) => event === 'isolation'))
    expect(look).toMatchObject({
      interfaces: ['lo'],
      addresses: [],
      routes: [],
      kernelTcp: { activeOpens: 0, inSegs: 0 },
    });
});

test.each([
  ['io_uring', 'io_uring_setup', 'io_uring'],
  ['int80', 'socket', 'AF_INET'],
  ['raw', 'socket', 'AF_INET'],
  ['packet', 'socket', 'AF_PACKET'],
])('%s is seen as able to carry TCP', async (what, call, domain) => {
  const { launched, sockets } = await trace(what);
  expect(launched.only('exited')['code']).toBe(0);
  expect(sockets.kernelTcp).toEqual([expect.objectContaining({ call, domain })]);
});

test('a child that escapes the tracer gets no socket, and the trace says it is not whole', async () => {
  const { launched, sockets } = await trace('untraced');
  expect(launched.only('exited')['code']).toBe(38); // ENOSYS
  expect(sockets.complete).toBe(false);
  expect(sockets.problem).toContain('untraced');
});

test('a test that kills its tracer has no whole trace', async () => {
  const { launched, sockets } = await trace('kill-tracer');
  expect(launched.only('trace')['ended']).toBe(false);
  expect(sockets.complete).toBe(false);
  expect(sockets.problem).toContain('the tracer did not run to its end');
});

test('another network namespace blinds the evidence', async () => {
  const { sockets } = await trace('unshare');
  expect(sockets.complete).toBe(false);
  expect(sockets.problem).toContain('another network namespace');
});

test('a trace that is longer than is kept is not whole', async () => {
  const { launched, sockets } = await trace('harmless', {}, { maxBytes: 100 });
  expect(launched.only('trace')['droppedBytes']).toBeGreaterThan(0);
  expect(sockets.complete).toBe(false);
  expect(sockets.problem).toContain('longer than is kept');
});
