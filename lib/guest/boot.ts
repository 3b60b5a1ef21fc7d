import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { withTempDirectory } from '../files/temp.js';
import { readText, readTextNow, writeText } from '../files/text.js';
import { remove } from '../files/tree.js';
import { contained } from '../proc/contained.js';
import { run } from '../proc/run.js';
import type { GuestImage } from './image.js';
import { machineArguments, type MachineOptions } from './machine.js';
import { guestDied, saidBy } from './problem.js';
import { TALK } from './scripts.js';
import { fromTree } from './unpack.js';

/** What to do in a guest. */
export interface GuestOrder extends MachineOptions {
  /** A bash script, run as root in /project. */
  readonly command: string;
  /** Folder the guest sees read-only at /project. */
  readonly project: string;
  /** Folder the guest sees at /share, kept afterwards; default: one that is removed. */
  readonly share?: string;
  readonly timeoutMs: number;
}

/** What the command in the guest said. */
export interface GuestResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The guest's console. */
  readonly console: string;
}

const text = async (path: string): Promise<string> => {
  const read = await readText(path);
  return read.ok ? read.value : '';
};

const boot = async (
  image: GuestImage,
  order: GuestOrder,
  share: string,
): Promise<Result<GuestResult, Cause>> =>
  withTempDirectory('guest-console', async (directory) => {
    const console = join(directory, 'console');
    for (const name of Object.values(TALK)) await remove(join(share, name));
    await writeText(join(share, TALK.command), order.command);
    const args = machineArguments(image, { project: order.project, share, console }, order);
    const emulator = contained(fromTree(image.tools, 'usr/bin/qemu-system-x86_64', args));
    const ended = await run(emulator.file, emulator.args, { timeoutMs: order.timeoutMs });
    const status = Number.parseInt(readTextNow(join(share, TALK.status)) ?? '', 10);
    const said = await text(console);
    if (Number.isNaN(status)) {
      const why = ended.timedOut
        ? `no end within ${String(order.timeoutMs / 1000)} s`
        : `the emulator ended first (${saidBy(ended)})`;
      const output = `${await text(join(share, TALK.stdout))}${await text(join(share, TALK.stderr))}`;
      return err(
        guestDied(`${why}; its command had said: ${output.slice(-2000)}; its console: ${said.slice(-2000)}`),
      );
    }
    return ok({
      exitCode: status,
      stdout: await text(join(share, TALK.stdout)),
      stderr: await text(join(share, TALK.stderr)),
      console: said,
    });
  });

/** Boots a guest, runs the command in it and gives back what it said. The guest is gone when this returns, and dies with this process. */
export const runInGuest = (image: GuestImage, order: GuestOrder): Promise<Result<GuestResult, Cause>> =>
  order.share === undefined
    ? withTempDirectory('guest-share', (share) => boot(image, order, share))
    : boot(image, order, order.share);
