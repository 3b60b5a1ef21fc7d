import type { Diagnostic } from '../../../lib/cargo/check.js';

/** A question to the compiler: has this type of `tokio::net` such a method, or such a trait? */
export interface Question {
  readonly type: string;
  readonly item: string;
}

/** The compiler's answer; `unclear` with what it said instead. */
export type Answer = 'present' | 'absent' | 'unclear';

/** Imports may go unused: only the error about the method asked for is an answer. */
const HEAD = ['#![allow(warnings)]', 'use std::{fmt::*, os::fd::*};', 'use tokio::io::*;', 'fn main() {}'];

/** Names that cannot be resolved end the compiler's work before it looks at the rest. */
const UNRESOLVED = ['E0405', 'E0412', 'E0425', 'E0432', 'E0433', 'E0573', 'E0576'];
/** No such method, a private one, an unstable one; a trait that is not implemented. */
const ABSENT = ['E0599', 'E0624', 'E0658', 'E0277'];
/** The method is there, but its type parameters are not given. */
const PRESENT = ['E0282', 'E0283', 'E0284', 'E0790'];

const isTrait = (item: string): boolean => /^[A-Z]/.test(item);

/** Source text with one question a line; the first stands on line {@link FIRST_LINE}. */
export const probeSource = (questions: readonly Question[]): string =>
  [
    ...HEAD,
    ...questions.map(({ type, item }, index) =>
      isTrait(item)
        ? `fn q${index}() { fn f<T: ${item}>() {} f::<tokio::net::${type}>(); }`
        : `fn q${index}() { let _ = <tokio::net::${type}>::${item}; }`,
    ),
    '',
  ].join('\n');

const FIRST_LINE = HEAD.length + 1;

/** What the compiler's errors on a probe mean. `again`: questions it has not come to, because names elsewhere were unknown. */
export const readAnswers = (
  questions: readonly Question[],
  errors: readonly Diagnostic[],
): { readonly answers: ReadonlyMap<Question, Answer>; readonly again: readonly Question[] } => {
  const codes = new Map<number, string[]>();
  for (const { line, code } of errors)
    if (line !== undefined) codes.set(line, [...(codes.get(line) ?? []), code ?? 'none']);
  const elsewhere = [...codes.keys()].some((line) => line < FIRST_LINE);
  const answer = (index: number): Answer => {
    const seen = codes.get(FIRST_LINE + index) ?? [];
    if (elsewhere) return 'unclear';
    if (seen.some((code) => ABSENT.includes(code) || UNRESOLVED.includes(code))) return 'absent';
    return seen.every((code) => PRESENT.includes(code)) ? 'present' : 'unclear';
  };
  const unresolved = errors.some(({ code }) => code !== undefined && UNRESOLVED.includes(code));
  const asked = questions.map((question, index) => ({ question, answer: answer(index) }));
  const settled = asked.filter(({ answer: said }) => !unresolved || said === 'absent' || elsewhere);
  return {
    answers: new Map(settled.map(({ question, answer: said }) => [question, said])),
    again: asked.filter((one) => !settled.includes(one)).map(({ question }) => question),
  };
};
