import { Chalk } from 'chalk';
import { PLAIN, type Style } from './style.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether to colour: never with `NO_COLOR` (no-color.org: set and not empty); else as `FORCE_COLOR` says (`0` and `false`: no);
 * else on a terminal that is not `dumb`.
 */
export const wantsColour = (environment: Environment, isTerminal: boolean): boolean => {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = environment;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && term !== 'dumb';
};

/** How text stands out on a stream: in the sixteen colours every terminal has, or not at all. */
export const styleFor = (environment: Environment, isTerminal: boolean): Style => {
  if (!wantsColour(environment, isTerminal)) return PLAIN;
  const chalk = new Chalk({ level: 1 });
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red.bold(text),
    warn: (text) => chalk.yellow(text),
    dim: (text) => chalk.dim(text),
    bold: (text) => chalk.bold(text),
  };
};
