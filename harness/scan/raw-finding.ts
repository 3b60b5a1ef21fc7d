import { bannedAt, type Banned } from './banned.js';
import type { CallVerdict } from './calls.js';
import type { Unit } from './crate.js';
import type { Step, Target } from './target.js';

/** A finding before it is put into words: byte offsets instead of lines. */
export interface RawFinding {
  readonly unit: Unit;
  readonly class: 'primary' | 'secondary';
  readonly start: number;
  readonly end: number;
  readonly banned: Banned;
  readonly steps: readonly Step[];
  /** Words added to the message, e.g. that it is a heuristic. */
  readonly note?: string;
  /** It stands in a declaration: an import, a renamed crate, a foreign function. */
  readonly declares?: boolean;
}

/** A finding, and what is to be made of it beside the other ones of its file. */
export interface Judged extends RawFinding {
  readonly verdict: CallVerdict;
}

/** The first target that is banned. */
export const hit = (targets: readonly Target[]): { target: Target; banned: Banned } | undefined => {
  for (const target of targets) {
    const banned = target.kind === 'external' ? bannedAt(target.path) : undefined;
    if (banned !== undefined) return { target, banned };
  }
  return undefined;
};

/** A function that makes any system call: what counts is the number it is called with. */
export const isSystemCall = ({ item }: Banned): boolean =>
  item === 'libc::syscall' || item === 'foreign::syscall';
