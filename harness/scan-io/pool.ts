import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { statSize } from '../../lib/files/stat.js';
import type { Group } from './discover.js';
import type { GroupResult } from './group.js';
import { scanFrom, type WorkerInput } from './worker.js';

/** Below this many bytes a second thread costs more than it saves. */
const WORTH_A_WORKER = 6_000_000;
const MAX_WORKERS = 8;

const sizeOf = (group: Group): number => group.files.reduce((sum, file) => sum + (statSize(file) ?? 0), 0);

/** Scans groups on as many cores as pay; results are in the order of the groups. A worker that dies is a bug and rejects. */
export const scanGroups = async (groups: readonly Group[]): Promise<readonly GroupResult[]> => {
  const results: GroupResult[] = new Array<GroupResult>(groups.length);
  const sizes = new Map(groups.map((group) => [group, sizeOf(group)]));
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const workers =
    groups.length < 2 || bytes < WORTH_A_WORKER
      ? 0
      : Math.min(availableParallelism() - 1, groups.length - 1, MAX_WORKERS);
  const order = groups
    .map((_, index) => index)
    .sort((a, b) => (sizes.get(groups[b] as Group) ?? 0) - (sizes.get(groups[a] as Group) ?? 0));
  const queue = order.map((index) => groups[index] as Group);
  const next = new SharedArrayBuffer(4);
  const input: WorkerInput = { groups: queue, next };
  const place = (index: number, result: GroupResult): void => {
    results[order[index] as number] = result;
  };
  const running = Array.from(
    { length: workers },
    () =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: input });
        worker.on('message', ({ index, result }: { index: number; result: GroupResult }) => {
          place(index, result);
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`a scan worker ended with code ${String(code)}`));
        });
      }),
  );
  scanFrom(queue, next, place);
  await Promise.all(running);
  return results;
};
