import type { CrateFactsRecord } from '../record/subject.js';

/** True when the crate takes no EAL arguments from its configuration, so that the preloaded library has to give them to EAL. */
export const needsEalArguments = (facts: CrateFactsRecord): boolean => facts.config.ealArgs === undefined;

/** What stands on every report of a run on a crate given by its path. */
export const crateNotices = (facts: CrateFactsRecord): readonly string[] => [
  ...(needsEalArguments(facts)
    ? [
        'EAL arguments: the crate takes none from its configuration, so a preloaded wrapper of rte_eal_init appends the lab’s (lib/native/preload)',
      ]
    : []),
  ...facts.dependencies
    .filter(({ patched }) => patched !== undefined)
    .map(
      ({ name, patched }) =>
        `dependency ${name} was taken from ${patched ?? ''}, not from where the crate says`,
    ),
];
