import type { Scope, Span } from '../../lib/rust/facts.js';
import type { Module, Unit } from './crate.js';

/** A declaration passed on the way to a target, for the chain of a finding. */
export interface Step {
  readonly unit: Unit;
  readonly whole: Span;
  /** The name or leaf itself. */
  readonly span: Span;
  /** It names a banned item itself, so it is a finding of its own. */
  readonly names: boolean;
}

/** What a path leads to. `external`: a path into another crate; `local`: an item of this crate that is no module. */
export type Target = { readonly steps: readonly Step[] } & (
  | { readonly kind: 'external'; readonly path: string }
  | { readonly kind: 'module'; readonly module: Module }
  | { readonly kind: 'local' }
);

/** Where a path stands. */
export interface Place {
  readonly unit: Unit;
  readonly scope: Scope;
}

/** An item of the crate that is no module. */
export const LOCAL: Target = { kind: 'local', steps: [] };

/** Targets, each once. */
export const dedupe = (targets: readonly Target[]): readonly Target[] => {
  if (targets.length < 2) return targets;
  const seen = new Set<unknown>();
  return targets.filter((target) => {
    const key = target.kind === 'external' ? target.path : target.kind === 'module' ? target.module : 'local';
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

/** Longest chain kept with a target. */
export const MAX_STEPS = 16;

/** True when `module` is `ancestor` or lies in it. */
export const isWithin = (module: Module, ancestor: Module): boolean => {
  for (let at: Module | undefined = module; at !== undefined; at = at.parent)
    if (at === ancestor) return true;
  return false;
};
