import { join } from 'node:path';
import { attempt } from '../../lib/files/problem.js';
import { writeAtomic } from '../../lib/files/atomic.js';
import { readTextNow } from '../../lib/files/text.js';
import { changedSince, digestOf, type Inputs } from './inputs.js';
import { factsSchema, type Facts } from './facts.js';

const NAME = 'facts.json';

/** What is remembered of an earlier examination: which files it came from, their digest, and what was found. */
interface Remembered {
  readonly roots: readonly string[];
  readonly files: readonly string[];
  readonly digest: string;
  readonly facts: unknown;
}

const isRemembered = (value: unknown): value is Remembered => {
  const entry = value as Partial<Remembered> | null;
  return (
    typeof entry === 'object' &&
    Array.isArray(entry?.roots) &&
    Array.isArray(entry.files) &&
    typeof entry.digest === 'string'
  );
};

const read = (directory: string): Remembered | undefined => {
  const text = readTextNow(join(directory, NAME));
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRemembered(value) ? value : undefined;
  } catch {
    return undefined; // a torn file is no memory
  }
};

/** Facts found earlier, when not a byte of what they were found in has changed since. */
export const recallFacts = (
  directory: string,
  words: readonly string[],
): { readonly facts: Facts; readonly digest: string } | undefined => {
  const entry = read(directory);
  if (entry === undefined) return undefined;
  const digest = digestOf({ roots: entry.roots, files: entry.files, words });
  if (digest !== entry.digest) return undefined;
  const facts = factsSchema.safeParse(entry.facts);
  return facts.success ? { facts: facts.data, digest } : undefined;
};

/**
 * Remembers facts, unless a source changed after `began` (milliseconds since the epoch): nobody can say then what the compiler read. A memory that
 * cannot be written costs time, nothing else.
 */
export const rememberFacts = async (
  directory: string,
  inputs: Inputs,
  digest: string,
  facts: Facts,
  began: number,
): Promise<void> => {
  if (changedSince(inputs, began) || digestOf(inputs) !== digest) return;
  const path = join(directory, NAME);
  const entry: Remembered = { roots: inputs.roots, files: inputs.files, digest, facts };
  await attempt('write', path, () => writeAtomic(path, JSON.stringify(entry), 0o600));
};
