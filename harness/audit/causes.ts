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

/** The cause when --patch names what the crate does not depend on. */
export const patchCause = (
  facts: CrateFactsRecord,
  patches: readonly { readonly name: string; readonly path: string }[],
): Cause | undefined => {
  const taken = facts.dependencies.filter(({ patched }) => patched !== undefined);
  const stranger = patches.find((patch) => !taken.some(({ name }) => name === patch.name));
  if (stranger === undefined) return undefined;
  const known = [...new Set(facts.dependencies.map(({ name }) => name))];
  return {
    id: 'patch-unknown',
    seen: `--patch ${stranger.name}=${stranger.path}, but the crate has no such dependency`,
    expected: `a dependency in the crate's own manifest${known.length === 0 ? '' : `; from folders and repositories it has ${known.join(', ')}`}`,
    fix: 'leave it out or mend the name',
  };
};
