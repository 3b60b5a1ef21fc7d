import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { withTempDirectory } from '../files/temp.js';
import { readText, readTextNow, writeText } from '../files/text.js';
import { remove } from '../files/tree.js';
import { contained, type Command } from '../proc/contained.js';
import { start } from '../proc/start.js';
import type { GuestImage } from './image.js';
import { machineArguments, type MachineOptions, type MoreFolder } from './machine.js';
import { guestDied } from './problem.js';
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
  /** More folders the guest sees, under the paths they have here or `at` another; those outside of `writable` cannot be changed by it. */
  readonly folders?: readonly { readonly path: string; readonly writable: boolean; readonly at?: string }[];
  /** Told each line the command writes to {@link TOLD_PATH}, as it comes. */
  readonly onTold?: (line: string) => void;
  readonly timeoutMs: number;
  /** Ends the guest when it aborts. */
  readonly signal?: AbortSignal;
}

/** What the command in the guest said. */
export interface GuestResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The guest's console. */
  readonly console: string;
}

interface Ending {
  readonly why: 'ended' | 'timeout' | 'stopped';
  /** What the emulator said, in a line. */
  readonly said: string;
}

/** Runs the emulator until it ends by itself, its time is up, or it is no longer wanted. */
const emulate = async ({ file, args }: Command, order: GuestOrder): Promise<Ending> => {
  const errors: string[] = [];
  let why: Ending['why'] = 'ended';
  const child = start(file, args, {
    onLine: {
      1: (line) => order.onTold?.(line),
      2: (line) => errors.push(line.slice(0, 400)) > 8 && errors.shift(),
    },
    maxLine: 1 << 24,
    input: true, // nothing is said to it, but an input at its end would unplug the port its lines come through
  });
  const end = (reason: Ending['why']) => (): void => {
    why = reason;
    child.signal('SIGKILL');
  };
  const clock = setTimeout(end('timeout'), order.timeoutMs);
  const stop = end('stopped');
  order.signal?.addEventListener('abort', stop, { once: true });
  if (order.signal?.aborted === true) stop();
  const exit = await child.exited;
  clearTimeout(clock);
  order.signal?.removeEventListener('abort', stop);
  return {
    why,
    said: [exit.startError ?? `exit ${String(exit.exitCode ?? exit.signal)}`, ...errors].join(' / '),
  };
};

const whyOf = ({ why, said }: Ending, { timeoutMs }: GuestOrder): string => {
  switch (why) {
    case 'timeout':
      return `no end within ${String(timeoutMs / 1000)} s`;
    case 'stopped':
      return 'it was stopped';
    case 'ended':
      return `the emulator ended first (${said})`;
  }
};

const text = async (path: string): Promise<string> => {
  const read = await readText(path);
  return read.ok ? read.value : '';
};

/** A line of the guest's list of folders; what nobody changes meanwhile may be kept in the guest's memory. */
const folderLine = ({ tag, at, readonly }: MoreFolder & { readonly at: string }): string =>
  `${tag} ${readonly ? 'ro,cache=loose' : 'rw'} ${at}\n`;

const boot = async (
  image: GuestImage,
  order: GuestOrder,
  share: string,
): Promise<Result<GuestResult, Cause>> =>
  withTempDirectory('guest-console', async (directory) => {
    const console = join(directory, 'console');
    for (const name of Object.values(TALK)) await remove(join(share, name));
    await writeText(join(share, TALK.command), order.command);
    const outerFirst = [...(order.folders ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1));
    const more = outerFirst.map(({ path, writable, at = path }, index) => ({
      tag: `folder${String(index)}`,
      path,
      at,
      readonly: !writable,
    }));
    await writeText(join(share, TALK.folders), more.map(folderLine).join(''));
    const args = machineArguments(image, { project: order.project, share, console, more }, order);
    const ended = await emulate(contained(fromTree(image.tools, 'usr/bin/qemu-system-x86_64', args)), order);
    const status = Number.parseInt(readTextNow(join(share, TALK.status)) ?? '', 10);
    const said = await text(console);
    if (Number.isNaN(status)) {
      const why = whyOf(ended, order);
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
