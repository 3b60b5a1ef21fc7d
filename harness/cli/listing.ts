import type { Criterion } from '../criteria/catalogue.js';
import { testId, type SuiteDefinition } from '../plan/suite.js';

/** What `list --json` prints. Fields are only ever added. */
export interface Listing {
  readonly schemaVersion: 1;
  readonly criteria: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: string;
    /** Weakest profile that may tick it. */
    readonly needs: string;
  }[];
  readonly suites: readonly {
    readonly name: string;
    readonly title: string;
    readonly ports: number;
    readonly cores: number;
    readonly provenFrom: string;
    readonly tests: readonly {
      readonly id: string;
      readonly name: string;
      readonly criteria: readonly string[];
    }[];
  }[];
}

/** Gathers what can be listed. */
export const listing = (criteria: readonly Criterion[], suites: readonly SuiteDefinition[]): Listing => ({
  schemaVersion: 1,
  criteria: criteria.map(({ id, title, kind, needs }) => ({ id, title, kind, needs })),
  suites: suites.map(({ name, title, needs, tests }) => ({
    name,
    title,
    ...needs,
    tests: tests.map((test) => ({
      id: testId(name, test.binary, test.name),
      name: test.name,
      criteria: test.criteria,
    })),
  })),
});

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** The listing for people: suites with their tests, then the criteria. */
export const listingText = ({ criteria, suites }: Listing): string => {
  const width = Math.max(0, ...criteria.map(({ id }) => id.length));
  const lines = suites.flatMap(({ name, title, ports, cores, tests }) => [
    `${name}: ${title} (${count(tests.length, 'test')}, ${count(ports, 'port')}, ${count(cores, 'core')})`,
    ...tests.map(
      (test) => `  ${test.name}${test.criteria.length === 0 ? '' : `  ${test.criteria.join(' ')}`}`,
    ),
    '',
  ]);
  return [
    ...lines,
    `${count(criteria.length, 'criterion').replace('criterions', 'criteria')}:`,
    ...criteria.map(({ id, kind, title }) => `  ${id.padEnd(width)}  ${kind.padEnd(6)}  ${title}`),
    '',
  ].join('\n');
};
