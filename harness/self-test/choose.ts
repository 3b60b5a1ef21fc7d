import type { Cause } from '../../lib/core/cause.js';
import { nearest } from '../../lib/core/nearest.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import type { Planted } from './planted.js';

/** Folders, relative to the package, in which patches lie and to which their paths are relative. */
export const FOLDERS: Readonly<
  Record<Planted['family'], { readonly patches: string; readonly target: string }>
> = {
  mutants: { patches: 'subjects/mutants', target: 'subjects/reference' },
  guards: { patches: 'test/guards', target: '' },
};

const under = (folder: string, file: string): string => (folder === '' ? file : `${folder}/${file}`);

/** Takes those named; a family's name stands for all of it. No name at all: everything. */
export const chooseNamed = <T extends { readonly family: Planted['family']; readonly name: string }>(
  all: readonly T[],
  names: readonly string[],
): Result<readonly T[], Cause> => {
  const known = [...Object.keys(FOLDERS), ...all.map(({ name }) => name)];
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    const near = nearest(stranger, known);
    return err({
      id: 'unknown-defect',
      seen: `--only ${stranger}`,
      expected: `mutants, guards, or a name of ${FOLDERS.mutants.patches} or ${FOLDERS.guards.patches}`,
      fix: near === undefined ? 'leave --only out to take all' : `did you mean --only ${near}?`,
    });
  }
  return ok(
    names.length === 0
      ? all
      : all.filter(({ family, name }) => names.includes(family) || names.includes(name)),
  );
};

/**
 * Those that a change may concern: the patch itself, a file it patches, or its test has changed; a mutant also when any file of a suite
 * has. `changed`: paths relative to the package.
 */
export const chooseChanged = (all: readonly Planted[], changed: readonly string[]): readonly Planted[] => {
  const paths = new Set(changed);
  const suites = changed.some((path) => path.startsWith('suites/'));
  return all.filter((planted) => {
    const { patches, target } = FOLDERS[planted.family];
    const own = [
      `${patches}/${planted.name}.patch`,
      ...planted.patch.files.map((file) => under(target, file)),
      ...(planted.family === 'guards' ? [planted.test.path] : []),
    ];
    return own.some((path) => paths.has(path)) || (planted.family === 'mutants' && suites);
  });
};
