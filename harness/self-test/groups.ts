import type { NamedTest } from './planted.js';

/** Tests that one call of a runner can run: Rust tests of one crate, or files of one vitest project. */
export interface TestGroup {
  readonly runner: NamedTest['runner'];
  /** Crate, or `unit` or `e2e`. */
  readonly place: string;
  readonly tests: readonly NamedTest[];
}

const placeOf = ({ runner, path }: NamedTest): string =>
  runner === 'cargo' ? path : path.startsWith('test/e2e/') ? 'e2e' : 'unit';

/** Puts tests together as far as one call goes. */
export const groupTests = (tests: readonly NamedTest[]): readonly TestGroup[] => {
  const groups = new Map<string, NamedTest[]>();
  for (const test of tests) {
    const key = `${test.runner} ${placeOf(test)}`;
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ runner: first.runner, place: placeOf(first), tests: members }];
  });
};
