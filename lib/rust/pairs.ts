import { Kind, type Tokens } from './tokens.js';

const closerOf = (open: number): number => (open === 0x28 ? 0x29 : open + 2);

/**
 * Fills `pair`: the matching delimiter of each delimiter. A closer that fits no opener, or an opener that is never
 * closed, is a problem; the walk goes on with the nearest opener that fits, so one slip does not hide the rest.
 */
export const matchDelimiters = (tokens: Tokens): void => {
  const { kind, sym, pair, start, problems } = tokens;
  const stack: number[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (kind[i] === Kind.open) {
      stack.push(i);
      pair[i] = -1;
    } else if (kind[i] === Kind.close) {
      pair[i] = -1;
      const open = stack.at(-1);
      if (open !== undefined && closerOf(sym[open] as number) === sym[i]) {
        pair[open] = i;
        pair[i] = open;
        stack.pop();
      } else recover(tokens, stack, i);
    }
  }
  const open = stack.at(-1);
  if (open !== undefined)
    problems.push({ offset: start[open] as number, message: 'this delimiter is never closed' });
};

const recover = (tokens: Tokens, stack: number[], close: number): void => {
  const { sym, pair, start, problems } = tokens;
  if (problems.length < 8)
    problems.push({ offset: start[close] as number, message: 'this delimiter closes nothing that is open' });
  const limit = Math.max(0, stack.length - 64);
  for (let depth = stack.length - 1; depth >= limit; depth--) {
    const open = stack[depth] as number;
    if (closerOf(sym[open] as number) !== sym[close]) continue;
    pair[open] = close;
    pair[close] = open;
    stack.length = depth;
    return;
  }
};
