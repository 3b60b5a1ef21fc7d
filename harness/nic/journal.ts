import { basename, join } from 'node:path';
import { z } from 'zod';
import { openJournal, readJournal, type Journal } from '../../lib/files/journal.js';
import { bootId } from '../../lib/files/owner.js';
import { listDir, mkdirp, remove } from '../../lib/files/tree.js';
import { deviceSchema, USER_DRIVERS, type Device, type UserDriver } from '../../lib/nic/facts.js';
import type { NicPaths } from './state.js';

const beforeSchema = z.object({
  entry: z.literal('before'),
  version: z.literal(1),
  bootId: z.string(),
  /** The driver it was to get. */
  driver: z.enum(USER_DRIVERS),
  device: deviceSchema,
});

/** A device that was taken from the host: how it was, and in which boot. */
export interface Lease {
  readonly address: string;
  readonly bootId: string;
  readonly driver: UserDriver;
  readonly before: Device;
  /**
   * Writes down what comes next; on the disk when it returns. Putting back is decided by what sysfs shows, not by these: they are for
   * people. Throws the system's error.
   */
  readonly note: (what: Readonly<Record<string, unknown>>) => void;
  /** Closes the file; the lease stays. */
  readonly leave: () => void;
  /** Forgets the lease: the device is given back, or there is nothing to give back. */
  readonly end: () => Promise<void>;
}

const journalOf = (paths: NicPaths, address: string): string => join(paths.journals, `${address}.jsonl`);

/** A journal's file, opened when it is first written to. */
const journalAt = (path: string): Pick<Lease, 'leave' | 'end'> & { readonly append: Journal['append'] } => {
  let journal: Journal | undefined;
  const leave = (): void => {
    journal?.close();
    journal = undefined;
  };
  return {
    append: (entry) => {
      journal ??= openJournal(path);
      journal.append(entry);
    },
    leave,
    end: async () => {
      leave();
      await remove(path);
    },
  };
};

type Before = z.infer<typeof beforeSchema>;

const leaseOf = (before: Before, { append, leave, end }: ReturnType<typeof journalAt>): Lease => ({
  address: before.device.address,
  bootId: before.bootId,
  driver: before.driver,
  before: before.device,
  note: (what) => {
    append({ entry: 'intent', ...what });
  },
  leave,
  end,
});

/** Writes down how a device is before anything is done to it. Throws the system's error. */
export const openLease = async (paths: NicPaths, device: Device, driver: UserDriver): Promise<Lease> => {
  await mkdirp(paths.journals);
  const journal = journalAt(journalOf(paths, device.address));
  const before: Before = { entry: 'before', version: 1, bootId: bootId(), driver, device };
  journal.append(before);
  return leaseOf(before, journal);
};

/** A journal that does not say how the device was: it was cut before anything was done to the device. */
export interface EmptyLease {
  readonly address: string;
  readonly before: undefined;
  readonly end: () => Promise<void>;
}

const readLease = async (path: string): Promise<Lease | EmptyLease> => {
  const content = await readJournal(path);
  const entries = content.ok ? content.value.entries : [];
  const before = entries
    .map((entry) => beforeSchema.safeParse(entry).data)
    .find((entry) => entry !== undefined);
  const journal = journalAt(path);
  return before === undefined
    ? { address: basename(path, '.jsonl'), before: undefined, end: journal.end }
    : leaseOf(before, journal);
};

/** Every open journal. Changes nothing. */
export const readLeases = async (paths: NicPaths): Promise<readonly (Lease | EmptyLease)[]> => {
  const names = (await listDir(paths.journals)).filter((name) => name.endsWith('.jsonl'));
  return Promise.all(names.map((name) => readLease(join(paths.journals, name))));
};
