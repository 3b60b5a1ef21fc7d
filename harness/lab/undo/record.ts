import { z } from 'zod';

/**
 * What must be put back, exactly enough to do it without any memory of the run: these records are what the journal
 * holds, each written before its step is taken. A later record with the same id replaces an earlier one.
 */
export const undoSchema = z.discriminatedUnion('kind', [
  /** An empty directory the run made where the host had none. */
  z.object({ kind: z.literal('directory'), path: z.string() }),
  /** A directory that is the run's own, with everything in it. */
  z.object({ kind: z.literal('tree'), path: z.string() }),
  /** Pages added to a pool of `before` pages: the host's default one, or that of one size on one NUMA node. */
  z.object({
    kind: z.literal('hugepages'),
    before: z.int().nonnegative(),
    added: z.int().nonnegative(),
    sizeKb: z.int().positive().optional(),
    node: z.int().nonnegative().optional(),
  }),
  /** A file system mounted by the run. */
  z.object({ kind: z.literal('mount'), target: z.string(), type: z.string() }),
  /** The directory of namespace handles, made (`directory`) and mounted on itself by the first `ip netns add`. */
  z.object({ kind: z.literal('netns-directory'), directory: z.boolean() }),
  /** Named network namespaces with all processes, interfaces, rules and settings in them. */
  z.object({ kind: z.literal('namespaces'), names: z.array(z.string()) }),
  /** Devices given to DPDK; what each was before is in its own journal (harness/nic). */
  z.object({ kind: z.literal('nics'), addresses: z.array(z.string()) }),
]);
export type Undo = z.infer<typeof undoSchema>;

/** The record of pages added to a pool. */
export type HugepagesUndo = Extract<Undo, { readonly kind: 'hugepages' }>;

/** What became of putting one thing back. */
export interface UndoOutcome {
  /** True when nothing is left to do about it; false keeps it for the next `lab restore`. */
  readonly settled: boolean;
  /** What is not as it was, in words for people. */
  readonly difference?: string;
}

/** Replaces a record in the journal by a more exact one, on the disk when it returns. */
export type Amend = (undo: Undo) => void;

/** The thing is as it was. */
export const SETTLED: UndoOutcome = { settled: true };

/** True for what outlives a restart of the host; everything else is gone with the boot that made it. */
export const outlivesBoot = (undo: Undo): boolean =>
  undo.kind === 'directory' || undo.kind === 'tree' || undo.kind === 'namespaces';
