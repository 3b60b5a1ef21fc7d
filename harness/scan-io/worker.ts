import { parentPort, workerData } from 'node:worker_threads';
import { createInterner } from '../../lib/rust/interner.js';
import { createArena } from '../../lib/files/source.js';
import { createWorkspace } from '../scan/scan.js';
import type { Group } from './discover.js';
import { scanGroup, type GroupResult } from './group.js';
import { diskReader } from './reader.js';

/** What a worker is started with. `next` is the shared index of the next group nobody has taken. */
export interface WorkerInput {
  readonly groups: readonly Group[];
  readonly next: SharedArrayBuffer;
}

/** Takes groups one by one until none is left, and hands out each result with its index. */
export const scanFrom = (
  groups: readonly Group[],
  next: SharedArrayBuffer,
  give: (index: number, result: GroupResult) => void,
): void => {
  const counter = new Int32Array(next);
  const arena = createArena();
  const reader = diskReader(arena);
  const workspace = createWorkspace();
  for (let index = Atomics.add(counter, 0, 1); index < groups.length; index = Atomics.add(counter, 0, 1)) {
    workspace.names = createInterner();
    give(index, scanGroup(groups[index] as Group, reader, workspace));
    arena.reset();
  }
};

if (parentPort !== null) {
  const { groups, next } = workerData as WorkerInput;
  const port = parentPort;
  scanFrom(groups, next, (index, result) => {
    port.postMessage({ index, result });
  });
}
