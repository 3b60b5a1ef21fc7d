import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { impairWire } from '../../../harness/evidence/impairment.js';
import type { Impairment } from '../../../harness/plan/impairment.js';
import { inside, Namespaces } from '../../rig/namespaces.js';
import { builtWireRelay } from '../../rig/native-tools.js';
import { row, type Row } from '../../rig/relayed-wire.js';

const echo = join(import.meta.dirname, '../../rig/fixtures/native/echo.mjs');
const BYTES = 200_000;

let wireRelay: string;
let made: Row;
const namespaces = new Namespaces();
const servers: ChildProcess[] = [];

beforeAll(async () => {
  wireRelay = await builtWireRelay();
});
beforeEach(async () => {
  made = await row(namespaces);
  for (const host of ['192.0.2.1', '2001:db8:0:1::1']) {
    const words = ['netns', 'exec', made.peer, process.execPath, echo, 'serve', host, '7'];
    const server = spawn('ip', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    servers.push(server);
    await new Promise((resolve) => server.stdout.once('data', resolve));
  }
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
  await namespaces.dispose();
});

/** What comes back of `bytes` that are sent through the wire. */
const send = (host: string, bytes = BYTES): Promise<string> =>
  inside(made.device, process.execPath, echo, 'send', host, '7', String(bytes));

const impaired = (impairment: Impairment) =>
  impairWire({ wireRelay, namespace: made.wire, ...made }, impairment);

test.each(['192.0.2.1', '2001:db8:0:1::1'])(
  'damages frames on the way to %s as it was told, and counts it',
  async (host) => {
    const wire = await impaired({
      seed: 3,
      delayUs: 200,
      lossPercent: 2,
      duplicatePercent: 10,
      reorderPercent: 5,
      reorderUs: 1500,
      corruptPercent: 2,
    });
    expect(await send(host)).toBe(`${BYTES}\n`);
    const { impaired: done, impairmentProblem } = await wire.mend();
    expect(impairmentProblem).toBeUndefined();
    expect(done?.frames).toBeGreaterThan(200);
    for (const count of ['lost', 'duplicated', 'reordered', 'corrupted'] as const)
      expect(done?.[count], count).toBeGreaterThan(0);
    expect(done).toMatchObject({ dropped: 0, unsent: 0 });
    expect(await send(host)).toBe(`${BYTES}\n`);
  },
);

test('loses exactly the segments it is told to lose', async () => {
  const wire = await impaired({ seed: 1, drop: [{ from: 'peer', kind: 'syn-ack', first: 1, last: 1 }] });
  expect(await send('192.0.2.1', 10)).toBe('10\n');
  expect(await wire.mend()).toMatchObject({ impaired: { dropped: 1, lost: 0 } });
});

test('leaves nothing joined while it carries nothing, and says what was wrong', async () => {
  const wire = await impaired({ seed: 1, delayUs: 20_000_000 });
  expect(await wire.mend()).toEqual({
    impairmentProblem: 'the relay: wire-relay: the impairment: a delay of more than 10s',
  });
  expect(await send('192.0.2.1', 10)).toBe('10\n');
});
