import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root, runCli } from '../../rig/program.js';
import { inside, Namespaces, wirePair } from '../../rig/namespaces.js';

const namespaces = new Namespaces();
const folder = mkdtempSync(join(tmpdir(), 'remote-peer-'));
const secretFile = join(folder, 'secret');
let wire = '';
let child: ReturnType<typeof spawn> | undefined;

/** Asks for the services of the peer from the other namespace; what `reachPeer` gave, as JSON. */
const ask = async (secret: string): Promise<Record<string, unknown>> => {
  const script = `
    import { connect } from 'node:net';
    import { once } from 'node:events';
    const { reachPeer } = await import('${root}/dist/harness/peer/remote/reach.js');
    const { labPeerConfig } = await import('${root}/dist/harness/peer/config.js');
    const peer = { v4: ['192.0.2.1'], v6: ['2001:db8:0:1::1'] };
    const { listen } = labPeerConfig({ links: [peer], routed: [] });
    const hosts = [...peer.v4, ...peer.v6];
    const config = { version: 1, listen: listen.flatMap((one) => (one.host === '::' ? hosts : [one.host]).map((host) => ({ ...one, host }))) };
    const reached = await reachPeer({ host: '192.0.2.1', port: 7100, secret: process.argv[1], config });
    if (!reached.ok) { console.log(JSON.stringify(reached.error)); process.exit(0); }
    const echoed = [];
    for (const host of hosts) {
      const socket = connect({ host, port: 7 });
      socket.end('hello');
      const [data] = await once(socket, 'data');
      echoed.push(String(data));
    }
    console.log(JSON.stringify({ echoed, listeners: reached.value.listeners.length, version: reached.value.version }));
    reached.value.stop();
  `;
  const said = await inside(wire, process.execPath, '--input-type=module', '--eval', script, secret);
  return JSON.parse(said) as Record<string, unknown>;
};

beforeAll(async () => {
  const pair = await wirePair(namespaces);
  wire = pair.wire;
  writeFileSync(secretFile, 'what only these two hosts know\n', { mode: 0o600 });
  const place = ['--listen', '192.0.2.1:7100', '--secret-file', secretFile];
  const addresses = ['--address', '192.0.2.1', '--address', '2001:db8:0:1::1'];
  child = spawn(
    'ip',
    [
      'netns',
      'exec',
      pair.peer,
      process.execPath,
      join(root, 'bin/dpdk-conformance.js'),
      'peer',
      ...place,
      ...addresses,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (child.stdout === null) throw new Error('no output');
  const [first] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(first).toBe('waiting on port 7100');
});
afterAll(async () => {
  const ended = child === undefined ? undefined : once(child, 'exit');
  child?.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
  await namespaces.dispose();
  rmSync(folder, { recursive: true });
});

it('serves a harness on another host, both families, again and again', async () => {
  const served = { echoed: ['hello', 'hello'], listeners: 18 };
  expect(await ask('what only these two hosts know')).toMatchObject(served);
  expect(await ask('what only these two hosts know')).toMatchObject(served);
});

it('refuses a stranger', async () => {
  expect(await ask('what somebody else knows')).toMatchObject({
    id: 'peer-unreachable',
    seen: '192.0.2.1 port 7100: refused: the secret is another one',
  });
});

it('takes no secret that others can read', async () => {
  chmodSync(secretFile, 0o644);
  const place = ['--listen', '127.0.0.1:0', '--secret-file', secretFile, '--address', '127.0.0.1'];
  expect(await runCli(['peer', ...place])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('secret-unusable: saw') as string,
  });
});
