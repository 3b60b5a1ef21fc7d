import type { CrateFactsRecord } from '../record/subject.js';
import { lineOf, sourcesWith, tokensOf, type Sources } from './source.js';

/** What every subject declares (SPEC, preamble), with the keyword before it. */
const DECLARED: Readonly<Record<string, string>> = {
  TcpDpdkStream: 'struct',
  TcpDpdkListener: 'struct',
  TcpDpdkSocket: 'struct',
  new_dpdk: 'fn',
};

/** Names a subject must declare. */
export const REQUIRED_TYPES: readonly string[] = Object.keys(DECLARED);

/** Where a library declares what a subject must have; the first place of each. */
export const declaredTypes = (library: Sources): CrateFactsRecord['types'] => {
  const found = new Map<string, CrateFactsRecord['types'][number]>();
  for (const [file, source] of sourcesWith(library, REQUIRED_TYPES)) {
    const c = tokensOf(source);
    for (let token = 1; token < c.tokens.count; token++) {
      if (!c.isName(token)) continue;
      const name = c.name(token);
      if (found.has(name) || DECLARED[name] === undefined || c.text(token - 1) !== DECLARED[name]) continue;
      found.set(name, { name, file, line: lineOf(c, token) });
    }
  }
  return REQUIRED_TYPES.flatMap((name) => found.get(name) ?? []);
};
