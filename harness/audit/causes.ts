import type { Cause } from '../../lib/core/cause.js';
import type { CrateFactsRecord } from '../record/subject.js';

/** The cause when the crate's bindings do not fit the installed DPDK; anything could be read from or written to a wrong place. */
export const bindingsCause = (facts: CrateFactsRecord, installed: string): Cause | undefined => {
  const wrong = facts.bindings.find(({ disagreements }) => disagreements.length > 0);
  if (wrong === undefined) return undefined;
  const { file, disagreements, madeFor } = wrong;
  const shown = disagreements.slice(0, 4).join(', ');
  const more = disagreements.length > 4 ? ` and ${String(disagreements.length - 4)} more` : '';
  const release = madeFor === undefined ? 'another DPDK' : `DPDK ${madeFor} or later`;
  return {
    id: 'bindings-mismatch',
    seen: `${file} was made for ${release}; installed is ${installed}. It says: ${shown}${more}`,
    expected: 'bindings that lay out memory as the installed headers do',
    fix: `make the crate's bindings anew on this machine (its own tool, in a copy of it), or install the DPDK they are for`,
  };
};

/** The cause when a dependency is in a folder that is not there. */
export const dependencyCause = (facts: CrateFactsRecord): Cause | undefined => {
  const absent = facts.dependencies.filter(
    (dependency) => dependency.absent && dependency.patched === undefined,
  );
  const [first] = absent;
  if (first === undefined) return undefined;
  const names = absent.map(({ name, source }) => `${name} at ${source}`).join(', ');
  return {
    id: 'dependency-missing',
    seen: `${first.of} wants ${names}, which is not there`,
    expected: 'every dependency that is given by its folder',
    fix: `give it: --patch ${first.name}=PATH (the crate stays as it is)`,
  };
};

/** The cause when --patch names what the crate does not depend on. */
export const patchCause = (
  facts: CrateFactsRecord,
  patches: readonly { readonly name: string; readonly path: string }[],
): Cause | undefined => {
  const known = facts.dependencies.map(({ name }) => name);
  const stranger = patches.find(({ name }) => !known.includes(name));
  if (stranger === undefined) return undefined;
  return {
    id: 'patch-unknown',
    seen: `--patch ${stranger.name}=${stranger.path}, but the crate has no such dependency from a folder or a repository`,
    expected: known.length === 0 ? 'no --patch: it has none' : `one of ${[...new Set(known)].join(', ')}`,
    fix: 'leave it out or mend the name',
  };
};
