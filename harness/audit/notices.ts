import type { Profile } from '../criteria/verdict.js';
import type { CrateFactsRecord } from '../record/subject.js';
import { AUDITED_FILES, runsIn } from './test-files.js';

/** True when the crate takes no EAL arguments from its configuration, so that the preloaded library has to give them to EAL. */
export const needsEalArguments = (facts: CrateFactsRecord): boolean => facts.config.ealArgs === undefined;

/** What is said of those own tests of a crate that a profile only scans; nothing where it runs all of them. */
export const ownTestsNotices = (facts: CrateFactsRecord, profile: Profile): readonly string[] => {
  const scanned = AUDITED_FILES.filter((file) => !runsIn(file, profile)).flatMap(
    ({ name }) => facts.testFiles.find((file) => file.name === name)?.path ?? [],
  );
  return scanned.length === 0
    ? []
    : [
        `own tests: ${scanned.join(', ')} ${scanned.length === 1 ? 'is' : 'are'} scanned, not run: a test there may ask for an interface of the kernel beside the port, which only --profile virtual and guest offer`,
      ];
};

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
