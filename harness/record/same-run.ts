import type { Cause } from '../../lib/core/cause.js';
import type { RunRecord } from './record.js';

/** The record of one run, by the name messages have for it. */
export interface NamedRecord {
  readonly name: string;
  readonly record: RunRecord;
}

/** What kind of thing the parts of one run must agree on: a reason, and what is to be done. */
const KINDS = {
  'merge-harness-differs': ['one version of dpdk-conformance', 'run all parts with the same version'],
  'merge-profiles-differ': ['one profile', 'merge the parts of each profile by themselves'],
  'merge-subjects-differ': ['one subject', 'set them side by side with `matrix`'],
  'merge-programs-differ': [
    'the same programs in every part that runs them',
    'build all parts from the same sources, in the same folder, with the same toolchain',
  ],
  'merge-sources-differ': ['the same sources in every part', 'run all parts on the same sources'],
  'merge-plans-differ': ['a test that is the same in every part', 'run all parts with the same version'],
} as const;

/** A reason why records do not belong together. */
export type Disagreement = keyof typeof KINDS;

/** One thing a record tells that other parts must tell the same of, where they tell it. */
interface Fact {
  readonly kind: Disagreement;
  /** In words: the beginning of "… is VALUE in …". */
  readonly what: string;
  readonly value: string;
}

const short = (value: string): string => (/^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 12)}…` : value);

const ofSubject = ({ run, crate, trees }: RunRecord): readonly Fact[] => {
  if (run === undefined) return [];
  const { kind, name, package: pack, version } = run.subject;
  const fact = (what: string, value: string | undefined): readonly Fact[] =>
    value === undefined ? [] : [{ kind: 'merge-subjects-differ', what, value }];
  return [
    { kind: 'merge-harness-differs', what: 'the version of the harness', value: run.harnessVersion },
    { kind: 'merge-profiles-differ', what: 'the profile', value: run.profile },
    ...fact('the kind of the subject', kind),
    // A crate is called by its path, which may be another on another machine.
    ...fact('the name of the subject', kind === 'crate' ? undefined : name),
    ...fact('the package of the subject', pack),
    ...fact('the version of the subject', version),
    ...fact('the features of the crate', crate?.features.chosen.join(',')),
    ...fact("the SHA-256 of the crate's tree", trees.find(({ when }) => when === 'before')?.sha256),
    ...(crate?.dependencies ?? []).flatMap(({ name: dependency, of, source, kind: from, patched }) =>
      fact(
        `the origin of the dependency ${dependency} of ${of}`,
        patched === undefined ? (from === 'git' ? `git ${source}` : from) : 'another folder',
      ),
    ),
  ];
};

/** Programs by their suite and name, each with all the hashes it was built with. */
const ofPrograms = ({ builds }: RunRecord): readonly Fact[] => {
  const programs = new Map<string, Set<string>>();
  for (const { suite, binary, sha256 } of builds.flatMap(({ executables }) => executables)) {
    if (sha256 === '') continue;
    const what = `the SHA-256 of the program ${binary} of suite ${suite}`;
    programs.set(what, (programs.get(what) ?? new Set()).add(sha256));
  }
  return [...programs].map(([what, hashes]) => ({
    kind: 'merge-programs-differ',
    what,
    value: [...hashes].sort().join(' and '),
  }));
};

const ofSources = ({ scans, checks, documented, compared, guides }: RunRecord): readonly Fact[] => {
  const inputs = (what: string, events: readonly { readonly inputs: string }[]): readonly Fact[] =>
    events.flatMap(({ inputs: value }) =>
      value === '' ? [] : [{ kind: 'merge-sources-differ', what: `the SHA-256 of what ${what}`, value }],
    );
  return [
    ...scans.flatMap(({ suite, files }) =>
      files.flatMap(({ path, sha256 }): readonly Fact[] =>
        sha256 === ''
          ? []
          : [{ kind: 'merge-sources-differ', what: `the SHA-256 of ${path} (${suite})`, value: sha256 }],
      ),
    ),
    ...inputs('cargo check was run on', checks),
    ...inputs('the documentation was made of', documented),
    ...inputs('the API was compared by', compared),
    ...inputs('the guide was held against', guides),
  ];
};

/** A test is the same when it owes the same evidence for the same criteria; how long it may take is for the run to say. */
const ofTests = ({ tests }: RunRecord): readonly Fact[] =>
  tests.map(({ planned }) => ({
    kind: 'merge-plans-differ',
    what: `the plan of ${planned.id}`,
    value: JSON.stringify({ ...planned, timeoutSeconds: undefined }),
  }));

const factsOf = (record: RunRecord): readonly Fact[] =>
  [ofSubject, ofPrograms, ofSources, ofTests].flatMap((facts) => facts(record));

/** Why the records are not parts of one run on one subject, as far as they tell; undefined when nothing speaks against it but what is `allowed`. */
export const disagreement = (
  parts: readonly NamedRecord[],
  allowed: readonly Disagreement[] = [],
): Cause | undefined => {
  const told = new Map<string, { readonly value: string; readonly name: string }>();
  for (const { name, record } of parts)
    for (const { kind, what, value } of factsOf(record)) {
      if (allowed.includes(kind)) continue;
      const before = told.get(what);
      if (before === undefined) told.set(what, { value, name });
      else if (before.value !== value)
        return {
          id: kind,
          seen:
            kind === 'merge-plans-differ'
              ? `${what}, which is not the same in ${before.name} and ${name}`
              : `${what}, which is ${short(before.value)} in ${before.name} and ${short(value)} in ${name}`,
          expected: KINDS[kind][0],
          fix: KINDS[kind][1],
        };
    }
  return undefined;
};
