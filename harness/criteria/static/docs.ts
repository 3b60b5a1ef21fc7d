import type { EventOf } from '../../record/event.js';
import type { Finding } from '../finding.js';
import { NEW_TYPES, someOf } from './required.js';

type Documented = EventOf<'documented'>;
type Guide = EventOf<'guided'>;

const inconclusive = (...reasons: string[]): Finding => ({ verdict: 'inconclusive', reasons });
const failed = (...reasons: string[]): Finding => ({ verdict: 'failed', reasons });

/** AC-18: every public method of the new types, their halves and the runtime builder's DPDK methods has a doc comment. */
export const methodsFinding = (seen: Documented): Finding => {
  if (seen.problem !== undefined) return inconclusive(`rustdoc gave no answer: ${seen.problem}`);
  if (seen.inputs === '' || seen.types.length !== seen.typeCount)
    return inconclusive(`${seen.typeCount} types counted, ${seen.types.length} recorded`);
  const missing = NEW_TYPES.filter((name) => !seen.types.some((type) => type.name === name));
  if (missing.length > 0) return failed(...missing.map((name) => `the crate has no public ${name}`));
  const torn = seen.types.find((type) => type.methods.length !== type.methodCount || type.methodCount === 0);
  if (torn !== undefined)
    return inconclusive(`${torn.name}: ${torn.methodCount} methods counted, ${torn.methods.length} recorded`);
  const bare = seen.types.flatMap((type) =>
    type.methods.filter((method) => !method.documented).map((method) => `${type.name}::${method.name}`),
  );
  if (bare.length > 0)
    return failed(
      ...someOf(
        bare.map((name) => `${name} has no doc comment`),
        'without one',
      ),
    );
  const total = seen.types.reduce((sum, type) => sum + type.methodCount, 0);
  return {
    verdict: 'met',
    reasons: [`${total} public methods of ${seen.types.length} types, each with a doc comment`],
  };
};

const examplesFinding = ({ path, examples, exampleCount }: Guide): Finding => {
  if (examples.length !== exampleCount)
    return inconclusive(`${exampleCount} examples counted, ${examples.length} recorded`);
  const name = path ?? 'the guide';
  const bad = examples.filter((example) => !example.compiled || example.errors.length > 0);
  if (bad.length > 0)
    return failed(
      ...bad.map(
        ({ line, errors }) =>
          `${name}:${line}: the example does not compile: ${errors[0]?.split('\n')[0] ?? 'no message'}`,
      ),
    );
  return exampleCount === 0
    ? failed(`${name} has no Rust example with TcpDpdkSocket`)
    : {
        verdict: 'met',
        reasons: [
          exampleCount === 1
            ? 'its example with TcpDpdkSocket compiles'
            : `its ${exampleCount} examples with TcpDpdkSocket compile`,
        ],
      };
};

const isDpdk = (type: string): boolean => type.startsWith('TcpDpdk');

const tableFindings = ({ path, tables, tableCount }: Guide): readonly Finding[] => {
  const name = path ?? 'the guide';
  if (tables.length !== tableCount)
    return [inconclusive(`${tableCount} tables counted, ${tables.length} recorded`)];
  // A comparison sets a new type beside one of tokio's own.
  const compares = tables.some(
    ({ types, claims }) =>
      claims.length > 0 && types.some(isDpdk) && types.some((type) => type !== '' && !isDpdk(type)),
  );
  if (!compares) return [failed(`${name} has no table that compares a DPDK type with tokio's own`)];
  const torn = tables.find(({ claims, claimCount }) => claims.length !== claimCount);
  if (torn !== undefined)
    return [inconclusive(`${torn.claimCount} claims counted, ${torn.claims.length} recorded`)];
  const claims = tables.flatMap((table) => table.claims);
  const wrong = claims.filter(
    ({ claim, found }) => claim !== found && claim !== 'unclear' && found !== 'unclear',
  );
  if (wrong.length > 0)
    return [
      failed(
        ...someOf(
          wrong.map(
            ({ line, type, item, claim, found }) =>
              `${name}:${line}: the table says ${item} is ${claim} in ${type}; it is ${found}`,
          ),
          'untrue claims',
        ),
      ),
    ];
  const unclear = [
    ...claims
      .filter(({ claim, found }) => claim === 'unclear' || found === 'unclear')
      .map(({ line, type, item, claim }) =>
        claim === 'unclear'
          ? `${name}:${line}: the cell of ${type} says neither yes nor no about ${item}`
          : `${name}:${line}: the compiler gives no answer about ${item} of ${type}`,
      ),
    ...tables.flatMap(({ unread }) => unread.map((line) => `${name}:${line}: the row names no method`)),
  ];
  if (unclear.length > 0) return [inconclusive(...someOf(unclear, 'unclear'))];
  return [{ verdict: 'met', reasons: [`its table is true: ${claims.length} claims held against the API`] }];
};

/** AC-17: the guide has an example with TcpDpdkSocket, its examples compile, and its comparison of APIs is true. */
export const guideFindings = (guide: Guide): readonly Finding[] => {
  if (guide.problem !== undefined) return [inconclusive(`the guide was not looked at: ${guide.problem}`)];
  if (guide.path === undefined) return [failed('the crate has no TOKIO_DPDK_GUIDE.md')];
  if (guide.inputs === '' || guide.path === '' || guide.sha256 === undefined || guide.sha256 === '')
    return [inconclusive('it is not recorded which guide was read')];
  return [examplesFinding(guide), ...tableFindings(guide)];
};
