// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/** Writes one line of progress. Stdout belongs to the program that is handed over to. @param {string} text */
export const say = (text) => {
  process.stderr.write(`bootstrap: ${text}\n`);
};

/**
 * Runs a program to its end and gives its status (undefined: it could not start or a signal ended it) and output.
 * @param {string} file @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 */
export const capture = (file, args, env = process.env) => {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', env, maxBuffer: 64 << 20 });
  return { status: status ?? undefined, output: `${stdout ?? ''}${stderr ?? ''}`, stdout: stdout ?? '' };
};

/**
 * Runs a program whose output goes to stderr as it comes; true when it ended with status 0.
 * @param {string} file @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 */
export const show = (file, args, env = process.env) =>
  spawnSync(file, args, { stdio: ['ignore', 2, 2], env }).status === 0;

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Becomes the program as far as the caller can see: same standard streams, signals passed on, its exit code or signal returned
 * to the shell as the usual number.
 * @param {string} file @param {readonly string[]} args @returns {Promise<number>}
 */
export const handOver = (file, args) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit' });
    for (const signal of FORWARDED)
      process.on(signal, () => {
        child.kill(signal);
      });
    child.on('error', (error) => {
      say(`cannot start ${file}: ${error.message}`);
      resolve(3);
    });
    child.on('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
