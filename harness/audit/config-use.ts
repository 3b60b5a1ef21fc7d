import type { Cursor } from '../../lib/rust/cursor.js';
import { Kind } from '../../lib/rust/tokens.js';
import { CONFIG_PLACES, type CrateFactsRecord } from '../record/subject.js';
import { lineOf, sourcesWith, tokensOf, type Sources } from './source.js';

/** Field of the configuration that newer versions take EAL arguments from (SPEC §4). */
const FIELD = 'eal_args';

/** True when the token is the name of a field in the declaration of a structure with named fields. */
const isField = (c: Cursor, token: number): boolean => {
  if (!c.isPunct(token + 1, ':')) return false;
  const { kind, pair } = c.tokens;
  let open = token - 1;
  while (open >= 0 && kind[open] !== Kind.open)
    open = kind[open] === Kind.close ? (pair[open] as number) - 1 : open - 1;
  if (open < 0 || !c.isOpen(open, '{')) return false;
  let before = open - 1;
  while (before > 0 && !c.isPunct(before, ';') && kind[before] !== Kind.close && c.text(before) !== 'struct')
    before--;
  return c.text(before) === 'struct';
};

/** True when the token is a field that is read: not a method of that name, and not what something is assigned to. */
const isRead = (c: Cursor, token: number): boolean =>
  c.isPunct(token - 1, '.') &&
  !c.isOpen(token + 1, '(') &&
  (!c.isPunct(token + 1, '=') || c.isPunct(token + 2, '='));

/**
 * Where a library looks for its configuration, and whether that can hold EAL arguments, by what its source names: the strings of the
 * three places and a field `eal_args`, which is declared and read: some versions parse it and leave it there. Each is given where it is
 * named first.
 */
export const configUse = (library: Sources): CrateFactsRecord['config'] => {
  const places = new Map<string, CrateFactsRecord['config']['places'][number]>();
  let ealArgs: CrateFactsRecord['config']['ealArgs'];
  let read = false;
  for (const [file, source] of sourcesWith(library, [...CONFIG_PLACES, FIELD])) {
    const c = tokensOf(source);
    for (let token = 0; token < c.tokens.count; token++) {
      const text = c.literal(token);
      const name = CONFIG_PLACES.find((place) => place === text);
      if (name !== undefined && !places.has(name)) places.set(name, { name, file, line: lineOf(c, token) });
      if (!c.isName(token) || c.name(token) !== FIELD) continue;
      if (ealArgs === undefined && isField(c, token)) ealArgs = { file, line: lineOf(c, token) };
      read ||= isRead(c, token);
    }
  }
  return {
    places: CONFIG_PLACES.flatMap((name) => places.get(name) ?? []),
    ...(ealArgs === undefined || !read ? {} : { ealArgs }),
  };
};
