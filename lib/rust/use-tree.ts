import type { Cursor } from './cursor.js';
import type { PathText, Span } from './facts.js';
import { Word } from './keywords.js';
import { Kind } from './tokens.js';

/** One leaf of a use declaration. */
export interface UseLeaf {
  readonly path: PathText;
  /** Name it introduces; `*` for a glob; undefined for `as _`. */
  readonly name: string | undefined;
  /** It ended in `self` (`use a::b::{self}`). */
  readonly self: boolean;
  readonly span: Span;
}

const isSegment = (c: Cursor, at: number): boolean =>
  c.isName(at) || c.isWord(at, Word.crate) || c.isWord(at, Word.self) || c.isWord(at, Word.super);

/**
 * Reads the use tree that starts at token `from` and ends before `until`. Nested braces are kept on a list of work, not
 * on the call stack, so depth is no danger. A tree that stops making sense gives the leaves read so far.
 */
export const readUseTree = (c: Cursor, from: number, until: number): readonly UseLeaf[] => {
  const { start, end, kind } = c.tokens;
  const leaves: UseLeaf[] = [];
  const work: { at: number; until: number; prefix: readonly string[]; rooted: boolean }[] = [
    { at: from, until, prefix: [], rooted: false },
  ];
  for (let job = work.pop(); job !== undefined; job = work.pop()) {
    let at = job.at;
    while (at < job.until) {
      const segments = [...job.prefix];
      let rooted = job.rooted;
      const first = at;
      let last = at;
      let done = false;
      if (c.isPathSep(at)) {
        if (segments.length === 0) rooted = true;
        at++;
      }
      while (at < job.until && !done) {
        if (c.isPunct(at, '$')) {
          at++;
          if (c.isWord(at, Word.crate)) {
            segments.push('$crate');
            last = at++;
          } else if (c.isName(at)) {
            segments.push(`$${c.name(at)}`);
            last = at++;
          } else break;
        } else if (isSegment(c, at)) {
          segments.push(c.name(at));
          last = at++;
        } else break;
        if (c.isPathSep(at)) at++;
        else done = true;
      }
      if (!done && c.isPunct(at, '*')) {
        const span = { start: start[at] as number, end: end[at] as number };
        leaves.push({ path: { segments, rooted }, name: '*', self: false, span });
        at++;
      } else if (!done && kind[at] === Kind.open && c.isOpen(at, '{')) {
        const close = Math.min(c.pair(at), job.until);
        if (segments.length < 4096 && work.length < 100_000)
          work.push({ at: at + 1, until: close, prefix: segments, rooted });
        at = close + 1;
      } else if (segments.length > job.prefix.length) {
        const self = segments.at(-1) === 'self' && segments.length > 1;
        const path = { segments: self ? segments.slice(0, -1) : segments, rooted };
        let name = path.segments.at(-1);
        if (c.isWord(at, Word.as)) {
          name = c.isName(at + 1) ? c.name(at + 1) : undefined;
          last = at + 1;
          at += 2;
        }
        const token = self || last > first ? lastSegment(c, first, last) : first;
        leaves.push({ path, name, self, span: { start: start[token] as number, end: end[last] as number } });
      }
      while (at < job.until && !c.isPunct(at, ',')) at = c.after(at);
      at++;
    }
  }
  return leaves;
};

/** Token of the last path segment between two tokens: before an `as`. */
const lastSegment = (c: Cursor, first: number, last: number): number => {
  for (let at = last; at > first; at--) if (c.isWord(at, Word.as)) return at - 1;
  return last;
};
