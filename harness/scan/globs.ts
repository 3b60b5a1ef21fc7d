import type { Glob, Scope } from '../../lib/rust/facts.js';
import { canEndExternal, isListed, leadsToBanned } from './banned.js';
import type { Crate, Module } from './crate.js';
import { isWithin, MAX_STEPS, type Place, type Step, type Target } from './target.js';

/** A glob import with what it leads to. */
interface Edge {
  readonly glob: Glob;
  readonly place: Place;
  readonly owner: Module;
  targets: readonly Target[];
}

/** The glob imports of some crates, each resolved once. */
export interface Globs {
  /** What the globs of some scopes bring in under a name, as seen from `viewer`. */
  bring(scopes: readonly Scope[], viewer: Module, name: string): readonly Target[];
  /** The targets still changed when the rounds were over. */
  readonly unsettled: boolean;
}

/** What {@link createGlobs} needs of the resolver. */
export interface GlobContext {
  readonly moduleAt: (place: Place) => Module;
  readonly resolve: (glob: Glob, place: Place) => readonly Target[];
  /** Own items of a module under a name that `viewer` sees; undefined when it declares none. */
  readonly explicit: (module: Module, name: string, viewer: Module) => readonly Target[] | undefined;
  /** Forgets what was remembered while glob targets were not final. */
  readonly forget: () => void;
  /** Is given the globs before they are settled, for lookups ask them while they settle. */
  readonly publish: (globs: Globs) => void;
}

/** Rounds after which glob targets must be final; each round can only reveal one more link of a chain of globs through globs. */
const ROUNDS = 24;

/** Every name that some scope of these crates declares. A glob can bring in no other but those of external crates. */
const declaredNames = (crates: readonly Crate[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { units } of crates)
    for (const { facts } of units)
      for (const { items } of facts.scopes) for (const name of items.keys()) names.add(name);
  return names;
};

/**
 * Resolves all globs of some crates by rounds: each glob's path is looked up with what the globs gave in the round before,
 * until nothing changes. So cycles of globs cost nothing and end by themselves.
 */
export const createGlobs = (crates: readonly Crate[], context: GlobContext): Globs => {
  let declared: ReadonlySet<string> | undefined;
  const edges = new Map<Scope, Edge[]>();
  const all: Edge[] = [];
  for (const { units } of crates)
    for (const unit of units)
      for (const scope of unit.facts.scopes)
        for (const glob of scope.globs) {
          const place = { unit, scope };
          const edge: Edge = { glob, place, owner: context.moduleAt(place), targets: [] };
          all.push(edge);
          const known = edges.get(scope);
          if (known === undefined) edges.set(scope, [edge]);
          else known.push(edge);
        }
  const globs = {
    unsettled: false,
    bring: (scopes: readonly Scope[], viewer: Module, name: string): readonly Target[] =>
      all.length > 0 && (canEndExternal(name) || (declared ??= declaredNames(crates)).has(name))
        ? search(edges, context, scopes, viewer, name)
        : [],
  };
  context.publish(globs);
  settle(all, context, globs);
  return globs;
};

const settle = (all: readonly Edge[], context: GlobContext, globs: { unsettled: boolean }): void => {
  for (let round = 0; round < ROUNDS; round++) {
    let changed = false;
    for (const edge of all) {
      const targets = context.resolve(edge.glob, edge.place).filter(({ kind }) => kind !== 'local');
      if (targets.length !== edge.targets.length) changed = true;
      edge.targets = targets;
    }
    context.forget();
    if (!changed) return;
  }
  globs.unsettled = true;
};

interface Node {
  readonly scope: Scope;
  readonly via: Edge | undefined;
  readonly before: Node | undefined;
}

/** Declarations from the start to a node and on over one more edge. */
const stepsTo = (node: Node, edge: Edge, target: Target): readonly Step[] => {
  const found: Edge[] = [edge];
  for (let at: Node | undefined = node; at?.via !== undefined && found.length < MAX_STEPS; at = at.before)
    found.unshift(at.via);
  return [
    ...found.map(({ glob, place }) => ({
      unit: place.unit,
      whole: glob.whole,
      span: glob.span,
      names: false,
    })),
    ...target.steps,
  ].slice(0, MAX_STEPS);
};

/** Breadth first over the globs: every module once, nothing beyond a module that declares the name itself. */
const search = (
  edges: ReadonlyMap<Scope, readonly Edge[]>,
  context: GlobContext,
  scopes: readonly Scope[],
  viewer: Module,
  name: string,
): readonly Target[] => {
  const found: Target[] = [];
  const visited = new Set<Module>();
  const queue: Node[] = scopes.map((scope) => ({ scope, via: undefined, before: undefined }));
  for (const node of queue) {
    for (const edge of edges.get(node.scope) ?? []) {
      if (node.via !== undefined && !edge.glob.open && !isWithin(viewer, edge.owner)) continue;
      for (const target of edge.targets) {
        if (target.kind === 'external') {
          const path = `${target.path}::${name}`;
          if (leadsToBanned(path) || isListed(path))
            found.push({ kind: 'external', path, steps: stepsTo(node, edge, target) });
        } else if (target.kind === 'module' && !visited.has(target.module)) {
          visited.add(target.module);
          const direct = declares(target.module, name)
            ? context.explicit(target.module, name, viewer)
            : undefined;
          if (direct === undefined)
            for (const { scope } of target.module.parts) queue.push({ scope, via: edge, before: node });
          else {
            const before = stepsTo(node, edge, target);
            for (const one of direct)
              found.push({ ...one, steps: [...before, ...one.steps].slice(0, MAX_STEPS) });
          }
        }
      }
    }
  }
  return found;
};

const declares = (module: Module, name: string): boolean =>
  module.parts.some(({ scope }) => scope.items.has(name));
