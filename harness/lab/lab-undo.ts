import { describeCause } from '../../lib/core/cause.js';
import { restoreNics } from '../nic/restore.js';
import { nicPaths } from '../nic/state.js';
import { STATE_DIRECTORY } from './state.js';
import { performUndo, type PerformUndo } from './undo/perform.js';
import { SETTLED, type UndoOutcome } from './undo/record.js';

/** Gives devices back to the drivers they had, with everything the kernel forgot about them. */
const undoNics = async (addresses: readonly string[]): Promise<UndoOutcome> => {
  const given = await restoreNics(nicPaths(STATE_DIRECTORY), addresses, false);
  if (!given.ok) return { settled: false, difference: describeCause(given.error) };
  const { open, differences } = given.value;
  const words = [...open, ...differences].join('; ');
  return words === '' ? SETTLED : { settled: open.length === 0, difference: words };
};

/** Puts back what a lab took, its devices included. */
export const performLabUndo: PerformUndo = (undo, amend) =>
  undo.kind === 'nics' ? undoNics(undo.addresses) : performUndo(undo, amend);
