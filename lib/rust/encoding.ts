import { isUtf8 } from 'node:buffer';
import type { LexProblem } from './tokens.js';

/** What rustc says first of a source that is not UTF-8, wherever in it that is; undefined for one that is. */
export const encodingProblem = (source: Uint8Array): LexProblem | undefined =>
  isUtf8(source) ? undefined : { offset: 0, message: 'this file is not UTF-8' };
