import { undoDirectory, undoTree } from './directory.js';
import { undoHugepages } from './hugepages.js';
import { undoMount } from './mount.js';
import { undoNamespaces, undoNetnsDirectory } from './namespaces.js';
import type { Amend, Undo, UndoOutcome } from './record.js';

/** How things are put back. */
export type PerformUndo = (undo: Undo, amend: Amend) => Promise<UndoOutcome>;

/** Puts one thing back. What there is to do is read from the system, so doing it twice changes nothing more. */
export const performUndo: PerformUndo = async (undo, amend) => {
  switch (undo.kind) {
    case 'directory':
      return undoDirectory(undo.path);
    case 'tree':
      return undoTree(undo.path);
    case 'hugepages':
      return undoHugepages(undo, amend);
    case 'mount':
      return undoMount(undo.target, undo.type);
    case 'netns-directory':
      return undoNetnsDirectory(undo.directory);
    case 'namespaces':
      return undoNamespaces(undo.names);
    case 'nics':
      // Who binds devices stands on this ledger itself: harness/lab/lab-undo.ts knows how.
      return Promise.resolve({ settled: false, difference: `${undo.addresses.join(', ')} not given back` });
  }
};
