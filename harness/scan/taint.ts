import type { PathText } from '../../lib/rust/facts.js';
import type { Interner } from '../../lib/rust/interner.js';
import { CALL_CRATES, CALL_NAMES, SOCKET2_NAMES, TYPE_NAMES } from './banned.js';
import type { Crate } from './crate.js';

/**
 * Names that can be part of a path to a banned item: the banned names themselves, and every name that an import, a
 * type alias or a renamed crate of these crates gives to such a path. A path without any of them leads nowhere banned.
 */
export const taintedNames = (crates: readonly Crate[], names: Interner): ReadonlySet<string> => {
  const known = (name: string): boolean => names.find(name) !== -1;
  const tainted = new Set(TYPE_NAMES.filter(known));
  const renamed = crates.flatMap(({ externs }) =>
    [...externs].filter(([, { crate }]) => crate !== undefined),
  );
  const renamedTo = new Set(renamed.map(([, { crate }]) => crate));
  if (crates.some(hasForeign) || CALL_CRATES.some((crate) => known(crate) || renamedTo.has(crate)))
    for (const name of CALL_NAMES) if (known(name)) tainted.add(name);
  if (known('socket2') || renamedTo.has('socket2'))
    for (const name of SOCKET2_NAMES) if (known(name)) tainted.add(name);
  for (const [name, { crate }] of renamed) if (crate === 'socket2') tainted.add(name);
  spread(crates, tainted);
  return tainted;
};

/** Declares functions of other languages. */
const hasForeign = ({ units }: Crate): boolean =>
  units.some(({ facts }) => facts.regions.some(({ kind }) => kind === 'foreign'));

/** Adds what imports and aliases call a tainted path, until nothing is added. */
const spread = (crates: readonly Crate[], tainted: Set<string>): void => {
  const reaches = ({ segments }: PathText): boolean => segments.some((segment) => tainted.has(segment));
  if (tainted.size === 0 && !crates.some(hasForeign)) return;
  const renames: { name: string; path: PathText }[] = [];
  for (const { units } of crates)
    for (const { facts } of units)
      for (const { name, link } of facts.links)
        if (link.kind === 'import' || link.kind === 'alias') renames.push({ name, path: link.path });
        else if (link.kind === 'crate')
          renames.push({ name, path: { segments: [link.crate], rooted: true } });
        else if (CALL_NAMES.includes(link.symbol)) tainted.add(name);
  for (let before = -1; before !== tainted.size;) {
    before = tainted.size;
    for (const { name, path } of renames) if (!tainted.has(name) && reaches(path)) tainted.add(name);
  }
};

/** `net`, and every name that an import gives to a module reached through it: what a macro may put a variable behind. */
export const moduleNames = (crates: readonly Crate[], names: Interner): ReadonlySet<string> => {
  if (names.find('net') === -1) return new Set();
  const found = new Set(['net']);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { units } of crates)
      for (const { facts } of units)
        for (const { name, link } of facts.links)
          if (link.kind === 'import' && found.has(link.path.segments.at(-1) ?? '')) found.add(name);
  }
  return found;
};
