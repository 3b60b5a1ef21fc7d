// @ts-check
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** @typedef {{ ms: number, code: number | null, peakKb: number, stdout: string, began: number }} Timed */

/** Highest resident memory of a process so far in KiB; 0 when it has ended. @param {number | undefined} pid */
const highWater = (pid) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/**
 * Runs a program to its end and gives its wall time in milliseconds, its highest resident memory (looked at every 20 ms; the kernel keeps the
 * maximum, so only a rise in the last 20 ms can be missed) and what it wrote to stdout. `began` is the time of the start since 1970.
 * @param {string} file @param {readonly string[]} args @param {import('node:child_process').SpawnOptions & { memory?: boolean }} [options]
 * @returns {Promise<Timed>}
 */
export const timed = (file, args, { memory = false, ...options } = {}) =>
  new Promise((resolve, reject) => {
    let peakKb = 0;
    let stdout = '';
    const began = Date.now();
    const start = performance.now();
    const child = spawn(file, [...args], { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
    const look = () => {
      peakKb = Math.max(peakKb, highWater(child.pid));
    };
    const timer = memory ? setInterval(look, 20) : undefined;
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ ms: performance.now() - start, code, peakKb, stdout, began });
    });
  });

/** @param {readonly number[]} numbers */
export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? NaN, sorted[middle] ?? NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
};

/** Lowest and highest, for the table. @param {readonly number[]} numbers @param {number} [digits] */
export const spread = (numbers, digits = 0) =>
  `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`;

/**
 * Runs the contenders in turn, round after round, so that what the machine does meanwhile meets all of them.
 * @template T
 * @param {number} rounds @param {Readonly<Record<string, () => Promise<T>>>} contenders
 * @returns {Promise<Record<string, T[]>>}
 */
export const interleave = async (rounds, contenders) => {
  /** @type {Record<string, T[]>} */
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(contenders)) results[name]?.push(await run());
  return results;
};
