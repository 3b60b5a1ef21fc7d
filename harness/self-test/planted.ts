import { err, ok, type Result } from '../../lib/core/result.js';
import { parsePatchFile, type Patch } from './patch.js';

/** A defect planted in the reference, and the criteria that must turn red for it. */
export interface Mutant {
  readonly family: 'mutants';
  readonly name: string;
  readonly defect: string;
  readonly criteria: readonly string[];
  /** Names of tests that must turn red beside them. */
  readonly tests: readonly string[];
  readonly patch: Patch;
}

/** A test of this project, as a runner finds it. */
export interface NamedTest {
  /** `vitest`: a file below test/; `cargo`: the folder of a crate. */
  readonly runner: 'vitest' | 'cargo';
  readonly path: string;
  /** Words that a test's full name contains (vitest), its path in the crate (cargo). */
  readonly title: string;
}

/** A guard of the harness taken away, and the test that must turn red for it. */
export interface Guard {
  readonly family: 'guards';
  readonly name: string;
  readonly defect: string;
  readonly test: NamedTest;
  readonly patch: Patch;
}

/** One planted defect. */
export type Planted = Mutant | Guard;

/** Why a patch file cannot be used. */
export interface Unreadable {
  readonly family: Planted['family'];
  readonly name: string;
  readonly reason: string;
}

const FIELDS: Readonly<Record<Planted['family'], readonly string[]>> = {
  mutants: ['Defect', 'Criterion', 'Test'],
  guards: ['Defect', 'Test'],
};

const namedTest = (text: string): NamedTest | undefined => {
  const [path, title, ...rest] = text.split(' :: ');
  if (path === undefined || title === undefined || rest.length > 0) return undefined;
  return { runner: path.endsWith('.test.ts') ? 'vitest' : 'cargo', path, title };
};

/**
 * Reads one patch of a family. A mutant's header: one `Defect`, one or more `Criterion`, any number of `Test` (a name); a guard's: one
 * `Defect`, one `Test` (`FILE :: TITLE`, or `CRATE FOLDER :: PATH` for a Rust test).
 */
export const parsePlanted = (
  family: Planted['family'],
  name: string,
  text: string,
): Result<Planted, Unreadable> => {
  const refuse = (reason: string): Result<never, Unreadable> => err({ family, name, reason });
  const patch = parsePatchFile(text);
  if (!patch.ok) return refuse(patch.error);
  const { header } = patch.value;
  const all = (field: string): readonly string[] =>
    header.flatMap(([key, value]) => (key === field ? [value] : []));
  const stranger = header.find(([key]) => !FIELDS[family].includes(key));
  if (stranger !== undefined)
    return refuse(`saw "${stranger[0]}:" in its header; expected ${FIELDS[family].join(', ')}`);
  const [defect, second] = all('Defect');
  if (defect === undefined || second !== undefined)
    return refuse('expected one line "Defect: …" in its header');
  if (family === 'mutants') {
    const criteria = all('Criterion');
    if (criteria.length === 0) return refuse('it names no criterion that must turn red');
    return ok({ family, name, defect, criteria, tests: all('Test'), patch: patch.value });
  }
  const [test, more] = all('Test').map(namedTest);
  if (test === undefined || more !== undefined)
    return refuse('expected one line "Test: FILE :: TITLE" in its header');
  return ok({ family, name, defect, test, patch: patch.value });
};
