import { readMounts } from '../../../lib/files/mounts.js';
import { run } from '../../../lib/proc/run.js';
import { SETTLED, type UndoOutcome } from './record.js';

const isMounted = (target: string, type: string): boolean =>
  readMounts().some((mount) => mount.target === target && mount.type === type);

/** Unmounts what the run mounted; a mount of another type on the same place is somebody else's. */
export const undoMount = async (target: string, type: string): Promise<UndoOutcome> => {
  if (!isMounted(target, type)) return SETTLED;
  const result = await run('umount', ['-n', target]);
  return isMounted(target, type)
    ? { settled: false, difference: `${target} is still mounted: ${result.stderr.trim()}` }
    : SETTLED;
};
