import type { EventOf } from '../../record/event.js';
import type { Finding } from '../finding.js';
import { someOf } from './required.js';
import { isAgreedAbsent, TOKIO_API } from './tokio-api.js';

type Compared = EventOf<'compared'>;
type ComparedType = Compared['types'][number];

const inconclusive = (...reasons: string[]): Finding => ({ verdict: 'inconclusive', reasons });

/** What is wrong with the comparison of one type itself, before anything can be read from it. */
const flawOf = (type: ComparedType): string | undefined => {
  const names = type.methods.map(({ name }) => name);
  if (names.length !== type.methodCount || names.includes(''))
    return `${type.tokio}: ${type.methodCount} methods counted, ${names.filter((name) => name !== '').length} recorded`;
  const lacking = TOKIO_API[type.tokio]?.filter((name) => !names.includes(name)) ?? [];
  return lacking.length === 0
    ? undefined
    : `the ${type.tokio} that was compared with has no ${lacking.join(', ')}: it is not tokio's`;
};

const breachesOf = ({ tokio, subject, methods }: ComparedType): readonly string[] => {
  if (subject === undefined) return [`${tokio} has no counterpart in the crate`];
  return methods.flatMap(({ name, found, expected, seen }) => {
    const method = `${tokio}::${name}`;
    if (isAgreedAbsent(name))
      return found === 'absent' ? [] : [`${method} has a counterpart, which was agreed not to exist`];
    if (found === 'same') return [];
    return found === 'absent'
      ? [`${method} has no counterpart`]
      : [
          `the counterpart of ${method} has another signature: saw ${seen ?? 'none'}; expected ${expected ?? 'none'}`,
        ];
  });
};

/** X-API: every method of tokio's TCP types and their halves is there with the same signature, or agreed to be absent and absent. */
export const parityFinding = (seen: Compared): Finding => {
  const { types, typeCount, source, problem, inputs } = seen;
  if (problem !== undefined) return inconclusive(`rustdoc gave no answer: ${problem}`);
  if (inputs === '' || source === '') return inconclusive('it is not recorded what was compared');
  if (types.length !== typeCount) return inconclusive(`${typeCount} types counted, ${types.length} recorded`);
  const unseen = Object.keys(TOKIO_API).filter((name) => !types.some(({ tokio }) => tokio === name));
  if (unseen.length > 0) return inconclusive(`not compared: ${unseen.join(', ')}`);
  const breaches = types.flatMap(breachesOf);
  if (breaches.length > 0) return { verdict: 'failed', reasons: [...someOf(breaches, 'differences')] };
  const flaws = types.flatMap((type) => flawOf(type) ?? []);
  if (flaws.length > 0) return inconclusive(...flaws);
  const all = types.flatMap(({ methods }) => methods);
  const absent = all.filter(({ name }) => isAgreedAbsent(name)).length;
  return {
    verdict: 'met',
    reasons: [
      `${all.length - absent} methods of ${types.length} types have the signatures of ${source}; ${absent} are absent as agreed`,
    ],
  };
};
