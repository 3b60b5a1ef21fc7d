import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hostileHost } from '../../../harness/evidence/hostile.js';
import { inside, Namespaces } from '../../rig/namespaces.js';
import { builtHostilePeer } from '../../rig/native-tools.js';
import { row, type Row } from '../../rig/relayed-wire.js';

const ask = join(import.meta.dirname, '../../rig/fixtures/native/ask.mjs');

/** The first segment with PSH is lost, those after it are not. */
const LOSE_FIRST_ANSWER = `
  table inet lossy {
    set seen { type ipv4_addr; flags dynamic; }
    counter lost { }
    chain received {
      type filter hook input priority 0;
      tcp flags & psh == psh ip saddr != @seen add @seen { ip saddr } counter name lost drop
    }
  }`;

let program: string;
let made: Row;
const namespaces = new Namespaces();

beforeAll(async () => {
  program = await builtHostilePeer();
});
beforeEach(async () => {
  made = await row(namespaces);
});
afterEach(() => namespaces.dispose());

/** The kernel's TCP is the victim here: it is known to survive. */
const asked = (host: string, port: number, bytes: number): Promise<string> =>
  inside(made.device, process.execPath, ask, host, String(port), String(bytes));

test.each([
  ['192.0.2.66', [9001, 9002, 9003, 9006, 9007, 9008, 9010, 9011]],
  ['2001:db8:0:1::66', [9001, 9002, 9003, 9008]],
])('a victim at %s that keeps to the rules hears exactly the right answer', async (host, ports) => {
  const hostile = await hostileHost(program, made.wire, made.sides[0]);
  for (const port of ports) expect(await asked(host, port, 2), `port ${port}`).toBe('<unharmed>\n');
  const { hostile: done, hostileProblem } = await hostile.end();
  expect(hostileProblem).toBeUndefined();
  expect(done?.connections).toBe(ports.length);
  expect(done?.hostile).toBeGreaterThan(10);
});

test('small and closed windows are opened to whom keeps to them', async () => {
  const hostile = await hostileHost(program, made.wire, made.sides[0]);
  for (const port of [9004, 9005]) expect(await asked('192.0.2.66', port, 400)).toBe('<unharmed>\n');
  expect(await hostile.end()).toMatchObject({ hostile: { connections: 2 } });
});

test('a reset is heard as one', async () => {
  const hostile = await hostileHost(program, made.wire, made.sides[0]);
  expect(await asked('192.0.2.66', 9009, 2)).toBe('ECONNRESET\n');
  await hostile.end();
});

test('an answer that gets lost is given again', async () => {
  const hostile = await hostileHost(program, made.wire, made.sides[0]);
  await inside(made.device, 'nft', LOSE_FIRST_ANSWER);
  expect(await asked('192.0.2.66', 9011, 2)).toBe('<unharmed>\n');
  expect(await inside(made.device, 'nft', 'list', 'counter', 'inet', 'lossy', 'lost')).toContain(
    'packets 1 ',
  );
  await hostile.end();
});

test('says why it cannot be there', async () => {
  const hostile = await hostileHost(program, made.wire, 'no-such-thing');
  expect(await hostile.end()).toEqual({
    hostileProblem: expect.stringMatching(
      /^the hostile host: hostile-peer: interface no-such-thing: /,
    ) as string,
  });
});
