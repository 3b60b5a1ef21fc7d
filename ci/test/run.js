// @ts-check
import { $ } from 'zx';

/**
 * Runs a program with its output shown; true when it ended with status 0.
 * @param {string} cwd @param {string} file @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 */
export const shown = async (cwd, file, args, env = process.env) => {
  const { exitCode } = await $({
    cwd,
    env,
    nothrow: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })`${file} ${args}`;
  return exitCode === 0;
};

/**
 * As {@link shown}, and keeps what it wrote to stdout.
 * @param {string} cwd @param {string} file @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 */
export const shownAndKept = async (cwd, file, args, env = process.env) => {
  const child = $({
    cwd,
    env,
    nothrow: true,
    quiet: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })`${file} ${args}`;
  child.stdout.pipe(process.stdout, { end: false });
  const { exitCode, stdout } = await child;
  return { good: exitCode === 0, output: stdout };
};
