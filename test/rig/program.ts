import { spawn, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';

/** Root of the tree under test. */
export const root = join(import.meta.dirname, '../..');

/** What a finished program showed. */
export interface Finished {
  /** Exit status; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program and collects what it says; `done` resolves when it ended and its output is complete. */
export const startProgram = (file: string, args: readonly string[], options: SpawnOptions = {}) => {
  const child = spawn(file, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const done = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined, ...output });
    });
  });
  return { child, done };
};

/** Runs a program to its end. */
export const runProgram = (
  file: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Finished> => startProgram(file, args, options).done;

/** Runs `dpdk-conformance` of this tree. */
export const runCli = (args: readonly string[], options: SpawnOptions = {}): Promise<Finished> =>
  runProgram(process.execPath, [join(root, 'bin/dpdk-conformance.js'), ...args], options);
