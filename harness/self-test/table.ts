import type { Planted } from './planted.js';
import type { Outcome, PlantedVerdict } from './verdict.js';

const FAMILIES: readonly Planted['family'][] = ['mutants', 'guards'];

/** Counts of one family; they add up to `planted`. */
export interface FamilyCount {
  readonly planted: number;
  readonly killed: number;
  readonly survived: number;
  readonly void: number;
}

/** What `self-test --json` prints. Fields are only ever added. */
export interface KillTable {
  readonly schemaVersion: 1;
  readonly durationMs: number;
  readonly summary: Readonly<Record<Planted['family'], FamilyCount>>;
  readonly outcomes: readonly Outcome[];
}

const count = (outcomes: readonly Outcome[]): FamilyCount => {
  const of = (verdict: PlantedVerdict): number =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return { planted: outcomes.length, killed: of('killed'), survived: of('survived'), void: of('void') };
};

const ofFamily = (outcomes: readonly Outcome[], family: Planted['family']): readonly Outcome[] =>
  outcomes.filter((outcome) => outcome.family === family);

/** The kill table as data. */
export const killTable = (outcomes: readonly Outcome[], durationMs: number): KillTable => ({
  schemaVersion: 1,
  durationMs: Math.round(durationMs),
  summary: { mutants: count(ofFamily(outcomes, 'mutants')), guards: count(ofFamily(outcomes, 'guards')) },
  outcomes,
});

/** True when every defect was found out and each could be tried. */
export const allKilled = ({ outcomes }: KillTable): boolean =>
  outcomes.every(({ verdict }) => verdict === 'killed');

const WORD: Readonly<Record<PlantedVerdict, string>> = {
  killed: 'killed',
  survived: 'SURVIVED',
  void: 'VOID',
};

const rows = (outcomes: readonly Outcome[]): readonly string[] => {
  const width = Math.max(0, ...outcomes.map(({ name }) => name.length));
  return outcomes.flatMap(({ verdict, name, defect, expected, reason, also }) => [
    `${WORD[verdict].padEnd(8)} ${name.padEnd(width)}  ${defect} -> ${expected.join(', ')}`,
    ...(verdict === 'killed' ? [] : [`         ${reason}`]),
    ...(also.length === 0 ? [] : [`         red as well: ${also.join(', ')}`]),
  ]);
};

const tally = ({ planted, killed, survived, void: voided }: FamilyCount): string =>
  `${String(killed)} of ${String(planted)} killed, ${String(survived)} survived, ${String(voided)} void`;

/** The kill table for people. */
export const tableText = (table: KillTable): string => {
  const { summary, outcomes, durationMs } = table;
  const present = FAMILIES.filter((family) => summary[family].planted > 0);
  return [
    ...present.flatMap((family) => [family, ...rows(ofFamily(outcomes, family)), '']),
    ...present.map((family) => `${family.padEnd(7)} ${tally(summary[family])}`),
    `took    ${(durationMs / 1000).toFixed(0)} s`,
    '',
  ].join('\n');
};
