import type { SuiteDefinition, TestDefinition, WireExpectation } from '../../harness/index.js';
import { beyondTitle } from '../../harness/criteria/beyond.js';
import { CATALOGUE, findCriterion } from '../../harness/criteria/catalogue.js';

const flows = (wire: WireExpectation): readonly string[] => {
  const { opened = [], connect, accept, payload, links } = wire;
  const attempts = opened.map(({ address, port, outcome }) => `${address} port ${port} ${outcome}`);
  const most = 6;
  return [
    ...(attempts.length === 0
      ? []
      : [
          `connections opened, in this order and no others: ${attempts.slice(0, most).join(', ')}${attempts.length > most ? ` … (${attempts.length})` : ''}`,
        ]),
    ...(connect === undefined
      ? []
      : [`${connect.count ?? 1} or more connections opened and ${connect.outcome}`]),
    ...(accept === undefined ? [] : [`${accept.count ?? 1} or more connections of the peer accepted`]),
    ...(payload === undefined
      ? []
      : [`at least ${payload.fromDut ?? 0} payload bytes out and ${payload.toDut ?? 0} in`]),
    ...(links === undefined ? [] : [`segments on ${links} ports`]),
  ];
};

const disturbance = ({ impairment, hostile }: TestDefinition): readonly string[] => [
  ...(impairment === undefined
    ? []
    : [`the wire is impaired: \`${JSON.stringify(impairment).replaceAll('"', '')}\``]),
  ...(hostile === true ? ['a host that breaks the rules of TCP is on the wire'] : []),
];

const testLines = (test: TestDefinition, both: boolean): readonly string[] => {
  const { name, wire } = test;
  const lines =
    wire === 'none'
      ? ['owes no TCP frame']
      : [...disturbance(test), ...flows(wire), ...(wire.frames ?? []).map(({ text }) => text)];
  return [`- \`${name}\`${both ? ', and the same over IPv6' : ''}`, ...lines.map((line) => `  - ${line}`)];
};

/** docs/reference/wire-evidence.md: every criterion that tests show, and what the wire must show with each of them. */
export const wireEvidence = (suites: readonly SuiteDefinition[]): string => {
  const tests = suites.flatMap((suite) => suite.tests);
  const named = new Set(tests.flatMap(({ criteria }) => criteria));
  const known = CATALOGUE.map(({ id }) => id).filter((id) => named.has(id));
  const beyond = [...named].filter((id) => !known.includes(id)).sort();
  const sections = [...known, ...beyond].map((id) => {
    const proving = tests.filter(({ criteria }) => criteria.includes(id));
    const names = proving.map(({ name }) => name);
    const shown = proving.filter(
      ({ name }) => !names.includes(name.replace(/_ipv6$/, '')) || !name.endsWith('_ipv6'),
    );
    return [
      `## ${id}: ${findCriterion(id)?.title ?? beyondTitle(id)}`,
      '',
      ...shown.flatMap((test) => testLines(test, names.includes(`${test.name}_ipv6`))),
      '',
    ].join('\n');
  });
  return [
    '# What the wire must show',
    '',
    'Beside a test’s own assertions, by criterion. This list is made from the suites; a test holds it against them. "The device under test" is whoever sends',
    'from one of its addresses; that its frames come from the port’s MAC is demanded of every test, as is everything in the README’s table of evidence.',
    'A statement that does not hold refutes the test; one without a result leaves it inconclusive.',
    'Where the peer goes on with a connection of an earlier test and the device answers nothing but resets, that is no part of what is looked at.',
    '',
    ...sections,
  ].join('\n');
};
