import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { exchange, open } from './rig.js';
import { echo } from '../../../harness/peer/services/echo.js';
import { buildPeer } from './built.js';

interface Line {
  readonly event: string;
  readonly error?: string;
  readonly listeners?: readonly { readonly service: string; readonly port: number }[];
  readonly [field: string]: unknown;
}

let program: string;
beforeAll(async () => {
  program = await buildPeer();
}, 120_000);

const startMain = async (
  config: string | undefined,
): Promise<{ child: ChildProcessWithoutNullStreams; next: () => Promise<Line>; exit: Promise<unknown> }> => {
  const directory = await mkdtemp(join(tmpdir(), 'peer-test-'));
  const file = join(directory, 'peer.json');
  if (config !== undefined) await writeFile(file, config);
  const child = spawn(process.execPath, [program, ...(config === undefined ? [] : ['--config', file])]);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });
  const exit = once(child, 'exit').then(([code]: unknown[]) => code);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, exit, next: async () => JSON.parse(String((await lines.next()).value)) as Line };
};

const entry = (service: string, port = 0): unknown => ({ service, host: '127.0.0.1', port });
const config = (...listen: unknown[]): string => JSON.stringify({ version: 1, listen });

test('says ready with the ports, tells each connection, ends when its input is closed', async () => {
  const { child, next, exit } = await startMain(config(entry('echo'), entry('discard')));
  const ready = await next();
  expect(ready).toMatchObject({ event: 'ready', listeners: [{ service: 'echo' }, { service: 'discard' }] });
  const port = ready.listeners?.[0]?.port ?? 0;
  expect((await exchange(port, 'hello')).bytes.toString()).toBe('hello');
  expect(await next()).toMatchObject({ event: 'connection', service: 'echo', local: `127.0.0.1:${port}` });
  child.stdin.end();
  expect(await exit).toBe(0);
});

test('one service that cannot listen is the one cause, and nothing stays behind', async () => {
  const taken = await open(echo);
  const { next, exit } = await startMain(config(entry('discard'), entry('echo', taken.port)));
  const failed = await next();
  expect(failed.event).toBe('failed');
  expect(failed.error).toContain(`echo cannot listen on 127.0.0.1 port ${taken.port}: EADDRINUSE`);
  expect(await exit).toBe(2);
});

test.for([
  [undefined, '--config'],
  ['{', 'is not valid JSON'],
  [config({ service: 'gopher', host: '::', port: 70 }), 'listen.0.service'],
] as const)('config %j is refused: %s', async ([content, reason]) => {
  const { next, exit } = await startMain(content);
  const failed = await next();
  expect(failed.event).toBe('failed');
  expect(failed.error).toContain(reason);
  expect(await exit).toBe(2);
});
