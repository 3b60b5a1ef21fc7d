import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { root } from './program.js';

const fixture = (name: string): string => join(root, 'test/rig/fixtures/lab', name);

/** Pages in the kernel's pool that nobody uses. */
export const freeHugepages = (): number =>
  Number(/HugePages_Free:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);

/** So many processes that the pool must be raised for them (64 pages of 2 MiB each), whatever is free now. */
export const processesBeyondPool = (): number => Math.floor(freeHugepages() / 64) + 1;

/** One line of the fixture `hold.js`. */
export interface HoldLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A process that holds a lab. */
export interface Holder {
  readonly child: ChildProcess;
  /** The next line it says; undefined when it has ended. */
  readonly next: () => Promise<HoldLine | undefined>;
  readonly say: (command: string) => void;
  readonly ended: Promise<void>;
}

const holders = new Set<Holder>();

/** Ends every holder a test left running, as a killed run would end. */
export const endHolders = async (): Promise<void> => {
  for (const holder of holders) {
    holder.child.kill('SIGKILL');
    await holder.ended;
  }
  holders.clear();
};

/** Starts `hold.js`. */
export const holdLab = (order: object): Holder => {
  const child = spawn(process.execPath, [fixture('hold.js'), JSON.stringify(order)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: AsyncIterator<string, undefined> = createInterface({ input: child.stdout })[
    Symbol.asyncIterator
  ]();
  child.stdin.on('error', () => undefined);
  const holder: Holder = {
    child,
    next: async () => {
      const line = await lines.next();
      return line.done === true ? undefined : (JSON.parse(line.value) as HoldLine);
    },
    say: (command) => child.stdin.write(`${command}\n`),
    ended: new Promise((resolve) => {
      child.on('exit', () => {
        resolve();
      });
    }),
  };
  holders.add(holder);
  return holder;
};
