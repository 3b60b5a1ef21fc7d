import type { Glob, Link } from '../../lib/rust/facts.js';
import { bannedAt } from './banned.js';
import { hit, isSystemCall, type Judged } from './raw-finding.js';
import type { Resolver } from './resolve.js';
import type { Place } from './target.js';

/** `use socket2::*`: a glob over a crate that is banned whole. */
export const globbed = (resolver: Resolver, glob: Glob, place: Place): readonly Judged[] => {
  if (glob.path.segments.length === 0) return [];
  const found = hit(resolver.resolve(glob.path, place));
  if (found?.banned.item !== 'socket2') return [];
  const { unit } = place;
  return [
    {
      unit,
      class: 'primary',
      ...glob.span,
      banned: found.banned,
      steps: found.target.steps,
      verdict: 'counts',
    },
  ];
};

/** Imports, renamed crates and foreign functions that name a banned item. */
export const declared = (
  resolver: Resolver,
  definition: Link,
  place: Place,
  tainted: ReadonlySet<string>,
): readonly Judged[] => {
  if (definition.kind === 'alias') return [];
  if (definition.kind === 'import' && !definition.path.segments.some((segment) => tainted.has(segment)))
    return [];
  const common = {
    unit: place.unit,
    class: 'primary' as const,
    ...definition.span,
    steps: [],
    verdict: 'counts' as const,
    declares: true,
  };
  if (definition.kind === 'import') {
    const found = hit(resolver.resolve(definition.path, place));
    return found === undefined || isSystemCall(found.banned)
      ? []
      : [{ ...common, banned: found.banned, steps: found.target.steps }];
  }
  if (definition.kind === 'crate') {
    const found = hit(resolver.resolve({ segments: [definition.crate], rooted: true }, place));
    return found === undefined ? [] : [{ ...common, banned: found.banned }];
  }
  const banned = bannedAt(`foreign::${definition.symbol}`);
  return banned === undefined || isSystemCall(banned) ? [] : [{ ...common, banned }];
};
