import type { FileFacts, Region, Scope } from './facts.js';
import type { Frames } from './frames.js';

/** Orders regions by opening token and links each to the region around it. */
const nestRegions = (regions: readonly Region[]): readonly Region[] => {
  const ordered = [...regions].sort((a, b) => a.open - b.open || b.close - a.close);
  const stack: Region[] = [];
  for (const region of ordered) {
    while (stack.length > 0 && (stack.at(-1) as Region).close < region.open) stack.pop();
    region.parent = stack.at(-1);
    stack.push(region);
  }
  return ordered;
};

/** Orders scopes by place and links each to the scope around it. */
const nestScopes = (scopes: readonly Scope[]): readonly Scope[] => {
  const ordered = [...scopes].sort((a, b) => a.start - b.start || b.end - a.end);
  const stack: Scope[] = [];
  ordered.forEach((scope, index) => {
    while (stack.length > 0 && (stack.at(-1) as Scope).end <= scope.start) stack.pop();
    scope.parent = stack.at(-1);
    scope.index = index;
    stack.push(scope);
  });
  return ordered;
};

/** Puts the parts collected while reading into their final order. */
export const finish = (parts: Omit<FileFacts, 'scopes' | 'links'>, { scopes, links }: Frames): FileFacts => ({
  ...parts,
  regions: nestRegions(parts.regions),
  scopes: nestScopes(scopes),
  links,
});

/** The last entry whose start is not after `at`, by binary search; -1 when there is none. */
const lastStarting = (length: number, startOf: (index: number) => number, at: number): number => {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(middle) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** The innermost scope that holds a token. */
export const scopeAt = (facts: FileFacts, token: number): Scope => {
  const { scopes } = facts;
  let scope = scopes[lastStarting(scopes.length, (i) => (scopes[i] as Scope).start, token)];
  while (scope !== undefined && scope.end <= token) scope = scope.parent;
  return scope ?? (scopes[0] as Scope);
};

/** The innermost region that holds a token, delimiters included. */
export const regionAt = (facts: FileFacts, token: number): Region | undefined => {
  const { regions } = facts;
  let region = regions[lastStarting(regions.length, (i) => (regions[i] as Region).open, token)];
  while (region !== undefined && region.close < token) region = region.parent;
  return region;
};
