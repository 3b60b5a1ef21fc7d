import type { Cursor } from '../../lib/rust/cursor.js';
import { Kind } from '../../lib/rust/tokens.js';
import { matchDemand, type Demand } from './match-demand.js';
import { lineOf } from './source.js';

/** A place where a function's body does something that leaves evidence. */
export interface Use {
  /** `eal`: makes a DPDK runtime; `connect`: opens a TCP connection over DPDK; `bind`: makes a DPDK listener or socket. */
  readonly kind: 'eal' | 'connect' | 'bind';
  /** As it stands in the source. */
  readonly call: string;
  readonly demand: Demand;
  /** From 1. */
  readonly line: number;
}

const GOOD = /^(unwrap|expect|is_ok|unwrap_or_else|unwrap_or_default)$/;
const BAD = /^(unwrap_err|expect_err|is_err|err)$/;

const demandOf = (words: readonly string[]): Demand => {
  const bad = words.some((word) => BAD.test(word));
  const good = words.some((word) => GOOD.test(word) || word === '?');
  if (bad === good) return 'either';
  return bad ? 'error' : 'good';
};

/** Words after a token up to the end of its statement, groups that are opened left out, groups around it left behind. */
const restOfStatement = (c: Cursor, from: number, to: number): readonly string[] => {
  const words: string[] = [];
  for (let at = from; at < to; at = c.after(at)) {
    if (c.isPunct(at, ';') || c.isOpen(at, '{')) break;
    if (c.tokens.kind[at] === Kind.close) {
      if (c.text(at) === '}') break;
      continue;
    }
    if (c.tokens.kind[at] !== Kind.open) words.push(c.text(at));
  }
  return words;
};

/** Name that `let NAME = …` binds the value of the statement around a token to; undefined for other statements. */
const boundName = (c: Cursor, token: number, floor: number): string | undefined => {
  let at = token;
  while (at > floor && !c.isPunct(at, ';') && !c.isOpen(at, '{') && c.text(at) !== '}') {
    if (c.text(at) === 'let') {
      const name = c.text(at + 1) === 'mut' ? at + 2 : at + 1;
      return c.isName(name) && (c.isPunct(name + 1, '=') || c.isPunct(name + 1, ':'))
        ? c.name(name)
        : undefined;
    }
    at =
      c.tokens.kind[at] === Kind.close && c.tokens.pair[at] !== -1
        ? (c.tokens.pair[at] as number) - 1
        : at - 1;
  }
  return undefined;
};

/** What follows of a value by the name it is bound to: `NAME.unwrap()`, `assert!(NAME.is_err())`. */
const laterDemand = (c: Cursor, name: string, from: number, to: number): Demand => {
  const words: string[] = [];
  for (let at = from; at < to; at++)
    if (c.isName(at) && c.name(at) === name && (c.isPunct(at + 1, '.') || c.isPunct(at + 1, '?')))
      words.push(c.text(c.isPunct(at + 1, '?') ? at + 1 : at + 2));
  return demandOf(words);
};

const demandAt = (c: Cursor, token: number, open: number, close: number): Demand => {
  const direct = demandOf(restOfStatement(c, token + 1, close));
  const demand = direct === 'either' ? matchDemand(c, token, open, close) : direct;
  const name = demand === 'either' ? boundName(c, token, open) : undefined;
  return name === undefined ? demand : laterDemand(c, name, token, close);
};

/** Whether a builder is built: in its own statement, or later by the name it is bound to; one that is handed on may be anywhere. */
const isBuilt = (c: Cursor, token: number, open: number, close: number): boolean => {
  if (restOfStatement(c, token + 1, close).includes('build')) return true;
  if (boundName(c, token, open) === undefined) return true;
  for (let at = token; at < close; at++)
    if (c.isPunct(at, '.') && c.isName(at + 1) && c.name(at + 1) === 'build') return true;
  return false;
};

/** Reads one function's body, given by its braces. */
export const usesIn = (c: Cursor, open: number, close: number): readonly Use[] => {
  const uses: Use[] = [];
  let socket = false;
  const add = (kind: Use['kind'], call: string, token: number): void => {
    uses.push({ kind, call, demand: demandAt(c, token, open, close), line: lineOf(c, token) });
  };
  for (let at = open + 1; at < close; at++) {
    if (!c.isName(at)) continue;
    const name = c.name(at);
    const owner = c.isPathSep(at - 1) ? c.text(at - 2) : '';
    if (name === 'new_dpdk') {
      if (isBuilt(c, at, open, close)) add('eal', 'new_dpdk', at);
    } else if (name === 'connect' && owner === 'TcpDpdkStream') add('connect', 'TcpDpdkStream::connect', at);
    else if (name === 'connect' && socket && c.isPunct(at - 1, '.'))
      add('connect', 'TcpDpdkSocket::connect', at);
    else if (name === 'bind' && owner === 'TcpDpdkListener') add('bind', 'TcpDpdkListener::bind', at);
    else if (name === 'TcpDpdkSocket' && c.isPathSep(at + 1)) {
      socket = true;
      add('bind', `TcpDpdkSocket::${c.text(at + 2)}`, at + 2);
    }
  }
  return uses;
};
