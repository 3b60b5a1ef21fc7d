// @ts-check
import { $ } from 'zx';

/** Runs a program with its output shown; true when it ended with status 0. @param {string} cwd @param {string} file @param {readonly string[]} args */
export const shown = async (cwd, file, args) => {
  const { exitCode } = await $({
    cwd,
    nothrow: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })`${file} ${args}`;
  return exitCode === 0;
};

/** As {@link shown}, and keeps what it wrote to stdout. @param {string} cwd @param {string} file @param {readonly string[]} args */
export const shownAndKept = async (cwd, file, args) => {
  const child = $({ cwd, nothrow: true, quiet: true, stdio: ['ignore', 'pipe', 'inherit'] })`${file} ${args}`;
  child.stdout.pipe(process.stdout, { end: false });
  const { exitCode, stdout } = await child;
  return { good: exitCode === 0, output: stdout };
};
