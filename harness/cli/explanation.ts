import type { Cause } from '../../lib/core/cause.js';
import { nearest } from '../../lib/core/nearest.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { beyondTitle } from '../criteria/beyond.js';
import { findCriterion, type Criterion } from '../criteria/catalogue.js';
import { isExamined, type ExaminedCriterion } from '../criteria/static/required.js';
import { knownCriteria } from '../plan/select.js';
import { testId, type SuiteDefinition, type TestDefinition } from '../plan/suite.js';
import { explainRule, RULES } from '../scan/explain.js';
import { EXIT_MEANING } from './exit-meaning.js';

type Suites = readonly SuiteDefinition[];

const KINDS: Readonly<Record<Criterion['kind'], string>> = {
  static: 'by a scan of the test sources and the sockets the tests opened while they ran',
  test: 'by tests with evidence from the wire, the system calls and EAL',
  build: 'by the compiler',
  docs: 'by the documentation, compiled and compared with the API',
  review: 'by a sign-off of a person, bound to the hashes of the files read',
};

/** What is looked at for a criterion that is shown without tests, and what a user can do about it. */
const LOOKS: Readonly<Record<ExaminedCriterion, readonly string[]>> = {
  'AC-0.6': [
    'review.toml holds a person’s name and day beside the SHA-256 of every file the four suites’ scan reads. It is stale when one changes.',
    '`dpdk-conformance review` writes a draft; it never signs.',
  ],
  'AC-15': ['`cargo check` of the crate, as a dependency of a generated one: no error of the compiler.'],
  'AC-16': [
    'Every warning of that check is in warnings-baseline.toml, which a person has signed. Without any warning no baseline is needed.',
    '`dpdk-conformance baseline record` writes one; it never signs.',
  ],
  'AC-17': [
    'TOKIO_DPDK_GUIDE.md of the crate: every Rust example that names TcpDpdkSocket is compiled; there is at least one.',
    'A table whose header names a TCP type of tokio’s beside a TcpDpdk… type says yes or no of methods or traits; the compiler is asked about each.',
  ],
  'AC-18': [
    'rustdoc’s JSON: every public method of the three types, of their halves, and of the builder where its name says dpdk has a doc comment.',
    'That output is unstable: rustdoc alone is started with RUSTC_BOOTSTRAP=1 for it.',
  ],
  'X-API': [
    'rustdoc’s JSON of tokio and of the crate: every method of TcpStream, TcpListener, TcpSocket and the four halves is there with the same',
    'signature. What was agreed not to exist (from_std, into_std, linger, reuseaddr, reuseport, tos, tclass, bind_device) must be absent.',
  ],
};

const explainExamined = (id: ExaminedCriterion): string =>
  [
    `${id}: ${findCriterion(id)?.title ?? beyondTitle(id)}`,
    `Shown ${KINDS[findCriterion(id)?.kind ?? 'build']}, without a test.`,
    ...LOOKS[id],
    `To look at it alone: dpdk-conformance run --criterion ${id}`,
  ].join('\n');

const everyTest = (suites: Suites) =>
  suites.flatMap((suite) =>
    suite.tests.map((test) => ({ suite, test, id: testId(suite.name, test.binary, test.name) })),
  );

const proofs = (id: string, suites: Suites): readonly string[] => {
  const criterion = findCriterion(id);
  const whole = criterion?.wholeSuite === true ? criterion.suite : undefined;
  return everyTest(suites)
    .filter(({ suite, test }) => test.criteria.includes(id) || suite.name === whole)
    .map((found) => `  ${found.id}`);
};

const explainCriterion = (id: string, suites: Suites): string => {
  if (isExamined(id)) return explainExamined(id);
  const criterion = findCriterion(id);
  const tests = proofs(id, suites);
  return [
    `${id}: ${criterion?.title ?? beyondTitle(id)}`,
    `Shown ${KINDS[criterion?.kind ?? 'test']}.`,
    ...(criterion === undefined
      ? [
          'Beyond the 24 acceptance criteria; it counts like one of them for the exit code, not for the checklist.',
        ]
      : [`The weakest profile that may tick it: ${criterion.needs}.`]),
    ...(tests.length === 0
      ? ['No test of this version is evidence for it.']
      : ['Tests that are evidence for it:', ...tests]),
    ...(tests.length === 0 ? [] : [`To run them: dpdk-conformance run --criterion ${id}`]),
  ].join('\n');
};

const explainSuite = ({ name, title, needs, tests }: SuiteDefinition): string =>
  [
    `${name}: ${title}`,
    `Its lane has ${needs.ports} DPDK port(s) and ${needs.cores} core(s); its tests may tick criteria from profile ${needs.provenFrom} on.`,
    `${tests.length} tests: ${tests.map((test) => test.name).join(', ')}`,
    `To run it: dpdk-conformance run --suite ${name}`,
  ].join('\n');

const wireText = ({ wire }: TestDefinition): string =>
  wire === 'none'
    ? 'It owes no TCP frame; its EAL is checked all the same.'
    : `Must be seen on the wire: ${JSON.stringify(wire)}`;

const explainTest = (id: string, test: TestDefinition): string =>
  [
    id,
    `Evidence for: ${test.criteria.join(', ')}`,
    ...test.criteria.map(
      (criterion) => `  ${criterion}: ${findCriterion(criterion)?.title ?? beyondTitle(criterion)}`,
    ),
    wireText(test),
  ].join('\n');

const unknown = (id: string, suites: Suites): Cause => {
  const known = [
    ...knownCriteria(suites),
    ...suites.map((suite) => suite.name),
    ...RULES.map((rule) => rule.id),
    ...everyTest(suites).map(({ test }) => test.name),
  ];
  const near = nearest(id, known);
  return {
    id: 'unknown-id',
    seen: `explain ${id}`,
    expected: 'a criterion, a suite, a test, a rule of the scan or an exit code',
    fix: near === undefined ? '`dpdk-conformance list` shows what there is' : `did you mean ${near}?`,
  };
};

/** Explains one id in a few lines, or says which one may have been meant. */
export const explain = (id: string, suites: Suites): Result<string, Cause> => {
  const suite = suites.find(({ name }) => name === id);
  if (suite !== undefined) return ok(explainSuite(suite));
  const tests = everyTest(suites).filter((found) => found.id === id || found.test.name === id);
  if (tests.length > 0) return ok(tests.map((found) => explainTest(found.id, found.test)).join('\n\n'));
  const rule = explainRule(id);
  if (rule !== undefined) return ok(rule);
  const meaning = Object.entries(EXIT_MEANING).find(([code]) => code === id)?.[1];
  if (meaning !== undefined) return ok(`exit code ${id}: ${meaning}`);
  const criterion = knownCriteria(suites).find((known) => known.toLowerCase() === id.toLowerCase());
  return criterion === undefined ? err(unknown(id, suites)) : ok(explainCriterion(criterion, suites));
};
