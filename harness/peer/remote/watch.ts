import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { err, ok, type Result } from '../../../lib/core/result.js';
import { readChunks } from '../../../lib/files/open.js';
import { statSize } from '../../../lib/files/stat.js';
import { makeTempDirectory } from '../../../lib/files/temp.js';
import { remove } from '../../../lib/files/tree.js';
import { run } from '../../../lib/proc/run.js';
import { start, type Child } from '../../../lib/proc/start.js';
import type { Conversation } from './lines.js';
import { watchOrderSchema, type WatchAnswer, type WatchOrder, type Watched } from './orders.js';

/** Frames of a test that are brought to the harness, in bytes; a capture file above it is not. */
const MOST_KEPT = 256 << 20;
/** What was sent before the end of a test was told has come by then: it is on a cable, not in a kernel's queue. */
const ON_THE_CABLE_MS = 50;
const MAX_LINE = 1 << 26;

/** Offloads that make frames which no cable carries; by them a capture of one's own frames is not what was sent. */
const OFFLOADS = {
  'tx-checksumming': 'tx',
  'tcp-segmentation-offload': 'tso',
  'generic-segmentation-offload': 'gso',
  'generic-receive-offload': 'gro',
  'large-receive-offload': 'lro',
} as const;

const interfacesSchema = z.array(
  z.object({
    ifname: z.string(),
    addr_info: z.array(z.object({ local: z.string().optional() })).default([]),
  }),
);

const interfaceWith = async (address: string): Promise<Result<string, string>> => {
  const shown = await run('ip', ['-json', 'address']);
  const known = interfacesSchema.safeParse(JSON.parse(shown.stdout.trim() || '[]')).data ?? [];
  const found = known.find(({ addr_info }) => addr_info.some(({ local }) => local === address));
  return found === undefined ? err(`no interface of this host has ${address}`) : ok(found.ifname);
};

/** Why the frames of an interface cannot be taken for those on its cable; undefined when they can. */
const offloaded = async (name: string): Promise<string | undefined> => {
  const { stdout, stderr, exitCode } = await run('ethtool', ['-k', name]);
  if (exitCode !== 0) return `ethtool -k ${name}: ${stderr.trim()}`;
  const on = Object.entries(OFFLOADS).flatMap(([feature, short]) =>
    stdout.includes(`\n${feature}: on`) ? [short] : [],
  );
  return on.length === 0
    ? undefined
    : `${name} has offloads on, so a capture of it is not what is on the cable; there: ethtool -K ${name} ${on.map((short) => `${short} off`).join(' ')}`;
};

/** A capture on this host for a harness on another. */
export interface Watch {
  /** Obeys until the conversation is over. */
  readonly serve: (conversation: Conversation) => Promise<void>;
  readonly close: () => Promise<void>;
}

const startTap = (
  program: string,
  interfaces: readonly string[],
  watched: readonly Watched[],
  take: (line: string) => void,
): Child =>
  start(
    program,
    [
      `/proc/${String(process.pid)}/ns/net`,
      interfaces.join(','),
      '--dut-mac',
      watched.map(({ mac }) => mac).join(','),
    ],
    { input: true, ownGroup: true, maxLine: MAX_LINE, onLine: { 1: take, 2: take } },
  );

/** Sends what was captured, piece by piece. */
const bring = async (path: string, tell: (answer: WatchAnswer) => void): Promise<void> => {
  if ((statSize(path) ?? 0) > MOST_KEPT) return;
  for await (const chunk of readChunks(path)) tell({ kept: chunk.toString('base64') });
};

/** Begins to watch links by `wire-tap` (lib/native/README.md); the error says why it cannot. */
export const openWatch = async (
  program: string,
  watched: readonly Watched[],
): Promise<Result<Watch, string>> => {
  const interfaces: string[] = [];
  for (const { address } of watched) {
    const found = await interfaceWith(address);
    if (!found.ok) return found;
    const against = await offloaded(found.value);
    if (against !== undefined) return err(against);
    interfaces.push(found.value);
  }
  const said: string[] = [];
  let wake: () => void = () => undefined;
  const child = startTap(program, interfaces, watched, (line) => {
    said.push(line);
    wake();
  });
  let over: string | undefined;
  void child.exited.then(({ exitCode, signal, startError }) => {
    over = `the capture has ended (${startError ?? signal ?? `status ${String(exitCode)}`})`;
    wake();
  });
  const line = async (): Promise<string> => {
    while (said.length === 0 && over === undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return said.shift() ?? JSON.stringify({ error: over });
  };
  const ready = await line();
  if (!ready.startsWith('{"ready"')) {
    child.signalTree('SIGKILL');
    return err(`the capture cannot be made: ${ready}`);
  }
  const directory = await makeTempDirectory('peer-capture');
  const file = join(directory, 'frames.pcap');
  const obey = async (
    order: WatchOrder,
    kept: boolean,
    tell: (answer: WatchAnswer) => void,
  ): Promise<void> => {
    if ('end' in order) await pause(ON_THE_CABLE_MS);
    child.send(
      JSON.stringify(
        'end' in order ? { end: order.end } : { begin: order.begin, pcap: order.keep ? file : null },
      ),
    );
    const answer = await line();
    if ('end' in order && kept) await bring(file, tell);
    tell({ said: answer });
  };
  return ok({
    serve: async (conversation) => {
      const tell = (answer: WatchAnswer): void => {
        conversation.say(answer);
      };
      tell({ said: ready });
      let kept = false;
      for (;;) {
        const order = await conversation.hear(watchOrderSchema);
        if (!order.ok) return;
        await obey(order.value, kept, tell);
        kept = 'begin' in order.value && order.value.keep;
      }
    },
    close: async () => {
      child.endInput();
      await child.exited;
      await remove(directory);
    },
  });
};
