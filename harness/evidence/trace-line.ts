/** What one line of an strace file (`-f -o FILE`) says. */
export type TraceLine =
  | { readonly kind: 'call'; readonly pid: number; readonly name: string; readonly text: string }
  | { readonly kind: 'unfinished'; readonly pid: number; readonly text: string }
  | { readonly kind: 'resumed'; readonly pid: number; readonly text: string }
  | { readonly kind: 'ended'; readonly pid: number }
  | { readonly kind: 'signal'; readonly pid: number }
  | { readonly kind: 'unknown' };

const LINE = /^(\d+) +(.*)$/;
const CALL = /^([a-z_0-9]+)\(/;
const RESUMED = /^<\.\.\. [a-z_0-9?]+ resumed>(.*)$/;
const UNFINISHED = / <unfinished \.\.\.>$/;

/** Reads one line of an strace file; see strace(1), "FORMAT" and "Multi-threaded programs". */
export const parseTraceLine = (line: string): TraceLine => {
  const [, digits, rest] = LINE.exec(line) ?? [];
  if (digits === undefined || rest === undefined) return { kind: 'unknown' };
  const pid = Number(digits);
  if (/^\+\+\+ (exited with|killed by|superseded by) .*\+\+\+$/.test(rest)) return { kind: 'ended', pid };
  if (/^--- .* ---$/.test(rest)) return { kind: 'signal', pid };
  const resumed = RESUMED.exec(rest)?.[1];
  if (resumed !== undefined) return { kind: 'resumed', pid, text: resumed };
  const name = CALL.exec(rest)?.[1];
  if (name === undefined) return { kind: 'unknown' };
  return rest.endsWith(' <unfinished ...>')
    ? { kind: 'unfinished', pid, text: rest.replace(UNFINISHED, '') }
    : { kind: 'call', pid, name, text: rest };
};

/** Name of the system call that a call's text begins with; empty when there is none. */
export const callName = (text: string): string => CALL.exec(text)?.[1] ?? '';

/** Return value of a finished call as a number; undefined when it has none (`= ?`, or the process was killed in it). */
export const returned = (text: string): number | undefined => {
  const value = / = (-?\d+)(?: [A-Z]+ .*)?$/.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
};
