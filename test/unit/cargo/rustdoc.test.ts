import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CargoRunner } from '../../../lib/cargo/cargo-process.js';
import { rustdocJson } from '../../../lib/cargo/rustdoc.js';
import { withTempDirectory } from '../../../lib/files/temp.js';

/** What is read after a cargo that ends well and leaves what it is told to in the place of rustdoc's JSON. */
const readAfter = (leave: (path: string, beside: string) => void) =>
  withTempDirectory('rustdoc-test', async (directory) => {
    const targetDirectory = join(directory, 'target');
    mkdirSync(join(targetDirectory, 'doc'), { recursive: true });
    const beside = join(directory, 'secret');
    writeFileSync(beside, '"secret"');
    const runner: CargoRunner = () => {
      leave(join(targetDirectory, 'doc/tokio.json'), beside);
      const exit = { exitCode: 0, signal: undefined, startError: undefined };
      return Promise.resolve({ exit, end: 'finished', durationMs: 1 });
    };
    const call = { cargo: 'cargo', directory, targetDirectory, timeoutMs: 1000, configs: [], runner };
    const { json } = await rustdocJson({ ...call, package: 'tokio', library: 'tokio' });
    return json;
  });

it('reads what rustdoc wrote', async () => {
  const json = await readAfter((path) => {
    writeFileSync(path, '{"format_version":1}');
  });
  expect(json).toEqual({ ok: true, value: { format_version: 1 } });
});

it.each([
  ['nothing', () => undefined],
  [
    'a link that leads out of the target folder',
    (path: string, beside: string) => {
      symlinkSync(beside, path);
    },
  ],
  [
    'a folder',
    (path: string) => {
      mkdirSync(path);
    },
  ],
])('reads nothing where there is %s', async (_, leave) => {
  const json = await readAfter(leave);
  expect(json).toMatchObject({
    ok: false,
    error: expect.stringContaining('rustdoc wrote no file') as string,
  });
});
