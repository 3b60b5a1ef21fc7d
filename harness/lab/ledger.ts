import { z } from 'zod';
import type { Cause } from '../../lib/core/cause.js';
import { err, type Result } from '../../lib/core/result.js';
import { openJournal, readJournal, type Journal } from '../../lib/files/journal.js';
import { ownerSchema, type Owner } from '../../lib/files/owner.js';
import { LAB_CLOSED } from './causes.js';
import { performUndo, type PerformUndo } from './undo/perform.js';
import { outlivesBoot, undoSchema, type Amend, type Undo } from './undo/record.js';

const entrySchema = z.discriminatedUnion('entry', [
  z.object({ entry: z.literal('owner'), run: z.string(), owner: ownerSchema }),
  z.object({ entry: z.literal('undo'), id: z.int(), undo: undoSchema }),
  z.object({ entry: z.literal('settled'), id: z.int() }),
]);
type Entry = z.infer<typeof entrySchema>;

/** One thing to do to the host. */
export interface Step<T> {
  /** How to put it back; on the disk before {@link Step.do} is called. */
  readonly undo: Undo;
  readonly do: (amend: Amend) => Promise<Result<T, Cause>> | Result<T, Cause>;
}

/** What putting things back did. */
export interface Restoration {
  /** Things that were looked at and are settled. */
  readonly undone: number;
  /** What is not as it was, in words; empty when the host is as before. */
  readonly differences: readonly string[];
  /** False when something could not be put back yet; it stays in the journal. */
  readonly complete: boolean;
}

/** Nothing had to be put back. */
export const NOTHING_RESTORED: Restoration = { undone: 0, differences: [], complete: true };

/** The sum of two restorations. */
export const addRestorations = (a: Restoration, b: Restoration): Restoration => ({
  undone: a.undone + b.undone,
  differences: [...a.differences, ...b.differences],
  complete: a.complete && b.complete,
});

/** Lines that were torn by a crash owe nothing: their steps were not taken. */
const read = async (
  path: string,
): Promise<{
  readonly owner: Owner | undefined;
  readonly records: ReadonlyMap<number, Undo>;
  readonly next: number;
}> => {
  const content = await readJournal(path);
  const records = new Map<number, Undo>();
  let owner: Owner | undefined;
  let next = 0;
  for (const value of content.ok ? content.value.entries : []) {
    const entry = entrySchema.safeParse(value).data;
    if (entry === undefined) continue;
    if (entry.entry === 'owner') owner = entry.owner;
    else {
      next = Math.max(next, entry.id + 1);
      if (entry.entry === 'settled') records.delete(entry.id);
      else records.set(entry.id, entry.undo);
    }
  }
  return { owner, records, next };
};

/** What a journal still owes and whose it is; changes nothing. */
export const readOwed = async (
  path: string,
): Promise<{ readonly owner: Owner | undefined; readonly owed: readonly Undo[] }> => {
  const { owner, records } = await read(path);
  return { owner, owed: [...records.values()] };
};

/** Everything the run owes the host, in the order it was taken, mirrored in a journal. */
export class Ledger {
  readonly #journal: Journal;
  readonly #perform: PerformUndo;
  readonly #owed = new Map<number, Undo>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #before: (() => Promise<unknown>)[] = [];
  #next = 0;
  #closing = false;

  private constructor(journal: Journal, perform: PerformUndo) {
    this.#journal = journal;
    this.#perform = perform;
  }

  /** Begins a run's ledger; its first entry names the owner. Throws the system's error. */
  static begin(path: string, run: string, owner: Owner, perform: PerformUndo = performUndo): Ledger {
    const ledger = new Ledger(openJournal(path), perform);
    ledger.#write({ entry: 'owner', run, owner });
    return ledger;
  }

  /** Opens the ledger a run left behind, with what it still owes. */
  static async reopen(
    path: string,
    perform: PerformUndo = performUndo,
  ): Promise<{ readonly ledger: Ledger; readonly owner: Owner | undefined }> {
    const { owner, records, next } = await read(path);
    const ledger = new Ledger(openJournal(path), perform);
    for (const [id, undo] of records) ledger.#owed.set(id, undo);
    ledger.#next = next;
    return { ledger, owner };
  }

  /** Names another owner from now on. */
  handOver(run: string, owner: Owner): void {
    this.#write({ entry: 'owner', run, owner });
  }

  /** Records how to put the step back, then takes it. A step that fails is put back at once. */
  async take<T>(step: Step<T>): Promise<Result<T, Cause>> {
    if (this.#closing) return err(LAB_CLOSED);
    const id = this.#next++;
    const amend: Amend = (undo) => {
      this.#record(id, undo);
    };
    amend(step.undo);
    const work = Promise.resolve(step.do(amend));
    this.#underWay.add(work);
    const result = await work.finally(() => this.#underWay.delete(work));
    if (!result.ok) await this.#settle(id);
    return result;
  }

  /** True once everything is being put back. */
  get closing(): boolean {
    return this.#closing;
  }

  /** Something to be done before everything is put back, e.g. to end a child properly. */
  beforeUndo(work: () => Promise<unknown>): void {
    this.#before.push(work);
  }

  /**
   * Puts everything back, last taken first; waits for steps under way and refuses new ones. What `relevant` rejects
   * is taken as settled without a look.
   */
  async undoAll(relevant: (undo: Undo) => boolean = () => true): Promise<Restoration> {
    this.#closing = true;
    await Promise.allSettled(this.#underWay);
    await Promise.allSettled(this.#before.map((work) => work()));
    for (const [id, undo] of this.#owed) if (!relevant(undo)) this.#owed.delete(id);
    return this.undoOnly(() => true);
  }

  /** Puts back what was taken with one of these records, e.g. one lane's. */
  async undoOnly(wanted: (undo: Undo) => boolean): Promise<Restoration> {
    const differences: string[] = [];
    const ids = [...this.#owed].filter(([, undo]) => wanted(undo)).map(([id]) => id);
    for (const id of ids.sort((a, b) => b - a)) {
      const difference = await this.#settle(id);
      if (difference !== undefined) differences.push(difference);
    }
    const left = ids.filter((id) => this.#owed.has(id)).length;
    return { undone: ids.length - left, differences, complete: left === 0 };
  }

  close(): void {
    this.#journal.close();
  }

  async #settle(id: number): Promise<string | undefined> {
    const undo = this.#owed.get(id);
    if (undo === undefined) return undefined;
    const outcome = await this.#perform(undo, (exact) => {
      this.#record(id, exact);
    });
    if (outcome.settled) {
      this.#write({ entry: 'settled', id });
      this.#owed.delete(id);
    }
    return outcome.difference;
  }

  #record(id: number, undo: Undo): void {
    this.#write({ entry: 'undo', id, undo });
    this.#owed.set(id, undo);
  }

  #write(entry: Entry): void {
    this.#journal.append(entry);
  }
}

/** Chooses what of a journal of an earlier boot is still there. */
export const leftFromEarlierBoot = outlivesBoot;
