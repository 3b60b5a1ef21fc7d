import type { Definition, Glob, ModuleFile, PathText, Scope, Span } from '../../lib/rust/facts.js';
import { bannedAt, isListed, leadsToBanned } from './banned.js';
import type { Crate, Module, Unit } from './crate.js';

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

/** Resolves names and paths of one crate. Answers are remembered; cycles of imports and globs end by a mark. */
export interface Resolver {
  resolve(path: PathText, place: Place): readonly Target[];
  /** True when a question was given up because it took too many steps: the crate cannot be vouched for. */
  exhausted(): boolean;
}

/** Steps one question may take. Honest crates stay below a few thousand. */
const FUEL = 200_000;
/** Nested questions; more only happens on input made to hurt. */
const DEPTH = 400;

const LOCAL: Target = { kind: 'local', steps: [] };

const dedupe = (targets: readonly Target[]): readonly Target[] => {
  if (targets.length < 2) return targets;
  const seen = new Set<unknown>();
  return targets.filter((target) => {
    const key = target.kind === 'external' ? target.path : target.kind === 'module' ? target.module : 'local';
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

/** Makes the resolver of some crates that may use one another (targets of a package, say). */
export const createResolver = (crates: readonly Crate[]): Resolver => {
  const crateOf = new Map(crates.map((crate) => [crate.root, crate]));
  const byRoot = new Map(crates.map((crate) => [crate.path, crate.root]));
  const moduleOf = (scope: Scope): Module | undefined => {
    for (const crate of crates) {
      const module = crate.moduleOf.get(scope);
      if (module !== undefined) return module;
    }
    return undefined;
  };
  const fileModule = (file: ModuleFile): Module | undefined => {
    for (const crate of crates) {
      const module = crate.fileModules.get(file);
      if (module !== undefined) return module;
    }
    return undefined;
  };
  const rootOf = (module: Module): Module => {
    let root = module;
    while (root.parent !== undefined) root = root.parent;
    return root;
  };
  const named = new Map<Module, Map<string, readonly Target[]>>();
  const globbed = new Map<Glob, readonly Target[] | 'busy'>();
  const imports = new Map<Definition, readonly Target[] | 'busy'>();
  let cut = 0;
  let fuel = FUEL;
  let depth = 0;
  let exhausted = false;

  const spend = (): boolean => {
    if (fuel-- > 0) return true;
    exhausted = true;
    return false;
  };

  const moduleAt = (place: Place): Module => {
    let scope: Scope | undefined = place.scope;
    while (scope?.kind === 'block') scope = scope.parent;
    return (scope && moduleOf(scope)) ?? place.unit.module;
  };

  const isWithin = (module: Module, ancestor: Module): boolean => {
    for (let at: Module | undefined = module; at !== undefined; at = at.parent)
      if (at === ancestor) return true;
    return false;
  };

  const withStep = (
    targets: readonly Target[],
    unit: Unit,
    from: { span: Span; whole: Span },
  ): readonly Target[] =>
    targets.map((target) => {
      if (target.steps.length >= 16) return target;
      const names = target.kind === 'external' && bannedAt(target.path) !== undefined;
      return { ...target, steps: [{ unit, whole: from.whole, span: from.span, names }, ...target.steps] };
    });

  /** Remembers an answer unless it was cut short by a cycle: then only the outermost question's answer is whole. */
  const guarded = <K>(
    memo: Map<K, readonly Target[] | 'busy'>,
    key: K,
    work: () => readonly Target[],
  ): readonly Target[] => {
    const known = memo.get(key);
    if (known === 'busy' || depth > DEPTH) {
      cut++;
      if (known !== 'busy') exhausted = true;
      return [];
    }
    if (known !== undefined) return known;
    if (!spend()) return [];
    memo.set(key, 'busy');
    const before = cut;
    depth++;
    const answer = dedupe(work());
    depth--;
    if (cut === before || depth === 0) memo.set(key, answer);
    else memo.delete(key);
    return answer;
  };

  const expand = (definition: Definition, place: Place): readonly Target[] => {
    switch (definition.kind) {
      case 'module': {
        const module = moduleOf(definition.scope);
        return module === undefined ? [LOCAL] : [{ kind: 'module', module, steps: [] }];
      }
      case 'file': {
        const module = fileModule(definition.module);
        return module === undefined ? [LOCAL] : [{ kind: 'module', module, steps: [] }];
      }
      case 'local':
        return [LOCAL];
      case 'foreign':
        return withStep(
          [{ kind: 'external', path: `foreign::${definition.symbol}`, steps: [] }],
          place.unit,
          definition,
        );
      case 'crate': {
        const targets =
          definition.crate === 'crate'
            ? [{ kind: 'module', module: rootOf(moduleAt(place)), steps: [] } as const]
            : prelude(definition.crate, rootOf(moduleAt(place)));
        return withStep(targets, place.unit, definition);
      }
      case 'alias':
      case 'import':
        return guarded(imports, definition, () =>
          withStep(resolve(definition.path, place, definition), place.unit, definition),
        );
    }
  };

  /** A crate by name, as leading `::` and unknown first segments find it. */
  const prelude = (name: string, root: Module): readonly Target[] => {
    const extern = crateOf.get(root)?.externs.get(name);
    if (extern?.root !== undefined) {
      const module = byRoot.get(extern.root);
      if (module !== undefined) return [{ kind: 'module', module, steps: [] }];
    }
    return [{ kind: 'external', path: extern?.crate ?? name, steps: [] }];
  };

  /** Explicit definitions of a name in one scope. Macros are not among them, so any definition shadows globs. */
  const inScope = (
    scope: Scope,
    unit: Unit,
    name: string,
    skip: Definition | undefined,
  ): readonly Target[] | undefined => {
    const definitions = scope.items.get(name)?.filter((definition) => definition !== skip);
    if (definitions === undefined || definitions.length === 0) return undefined;
    return definitions.flatMap((definition) => expand(definition, { unit, scope }));
  };

  /** What the globs of a scope bring in under a name. Each module is visited once however the globs cycle. */
  const byGlobs = (
    start: { globs: readonly Glob[]; unit: Unit; scope: Scope }[],
    viewer: Module,
    name: string,
  ): readonly Target[] => {
    const found: Target[] = [];
    const visited = new Set<Module>();
    const queue: {
      globs: readonly Glob[];
      unit: Unit;
      scope: Scope;
      steps: readonly Step[];
      first: boolean;
    }[] = start.map((entry) => ({ ...entry, steps: [], first: true }));
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      for (const glob of entry.globs) {
        if (!spend()) return found;
        const owner = moduleAt(entry);
        if (!entry.first && !glob.open && !isWithin(viewer, owner)) continue;
        const { unit, scope } = entry;
        const steps = [...entry.steps, { unit, whole: glob.whole, span: glob.span, names: false }];
        for (const target of guarded(globbed, glob, () => resolve(glob.path, { unit, scope }, undefined))) {
          const all = steps.length > 16 ? steps : [...steps, ...target.steps];
          if (target.kind === 'external') {
            const path = `${target.path}::${name}`;
            if (leadsToBanned(path) || isListed(path)) found.push({ kind: 'external', path, steps: all });
          } else if (target.kind === 'module' && !visited.has(target.module)) {
            visited.add(target.module);
            const direct = explicit(target.module, name, viewer);
            if (direct !== undefined)
              found.push(...direct.map((t) => ({ ...t, steps: [...all, ...t.steps].slice(0, 16) })));
            else
              for (const part of target.module.parts)
                queue.push({
                  globs: part.scope.globs,
                  unit: part.unit,
                  scope: part.scope,
                  steps: all,
                  first: false,
                });
          }
        }
      }
    }
    return found;
  };

  const explicit = (
    module: Module,
    name: string,
    viewer: Module | undefined,
  ): readonly Target[] | undefined => {
    let found: Target[] | undefined;
    for (const { unit, scope } of module.parts) {
      const definitions = scope.items.get(name);
      if (definitions === undefined) continue;
      for (const definition of definitions) {
        if (viewer !== undefined && !definition.open && !isWithin(viewer, module)) continue;
        (found ??= []).push(...expand(definition, { unit, scope }));
      }
    }
    return found;
  };

  /** A name in a module: its own items, else its globs. */
  const inModule = (module: Module, name: string): readonly Target[] => {
    let names = named.get(module);
    if (names === undefined) named.set(module, (names = new Map<string, readonly Target[]>()));
    const known = names.get(name);
    if (known !== undefined) return known;
    const before = cut;
    const answer =
      explicit(module, name, undefined) ??
      byGlobs(
        module.parts.map(({ unit, scope }) => ({ globs: scope.globs, unit, scope })),
        module,
        name,
      );
    if (cut === before) names.set(name, answer);
    return answer;
  };

  /** The first segment of a path: blocks outwards up to the module, the module, then the crates. */
  const firstName = (name: string, place: Place, skip: Definition | undefined): readonly Target[] => {
    let scope: Scope | undefined = place.scope;
    const module = moduleAt(place);
    while (scope?.kind === 'block') {
      const found = inScope(scope, place.unit, name, skip);
      if (found !== undefined) return found;
      const globbedHere = byGlobs([{ globs: scope.globs, unit: place.unit, scope }], module, name);
      if (globbedHere.length > 0) return globbedHere;
      scope = scope.parent;
    }
    const ownSkipped =
      skip !== undefined && module.parts.some((part) => part.scope.items.get(name)?.includes(skip) === true);
    if (ownSkipped) {
      const found = module.parts.flatMap((part) => inScope(part.scope, part.unit, name, skip) ?? []);
      return found.length > 0 ? found : prelude(name, rootOf(module));
    }
    const found = inModule(module, name);
    if (found.length > 0) return found;
    const root = rootOf(module);
    const atRoot = root.parts.flatMap(({ unit, scope: rootScope }) =>
      (rootScope.items.get(name) ?? [])
        .filter((definition) => definition.kind === 'crate')
        .flatMap((definition) => expand(definition, { unit, scope: rootScope })),
    );
    return atRoot.length > 0 ? atRoot : prelude(name, root);
  };

  const resolve = (path: PathText, place: Place, skip: Definition | undefined): readonly Target[] => {
    const { segments } = path;
    const first = segments[0];
    if (first === undefined)
      return path.rooted ? [] : [{ kind: 'module', module: moduleAt(place), steps: [] }];
    let at = 1;
    let targets: readonly Target[];
    if (path.rooted) targets = prelude(first, rootOf(moduleAt(place)));
    else if (first === 'crate' || first === '$crate')
      targets = [{ kind: 'module', module: rootOf(moduleAt(place)), steps: [] }];
    else if (first === 'self' || first === 'super') {
      let module: Module | undefined = moduleAt(place);
      if (first === 'super') module = module.parent;
      while (segments[at] === 'super') {
        module = module?.parent;
        at++;
      }
      targets = module === undefined ? [] : [{ kind: 'module', module, steps: [] }];
    } else if (first === 'Self' || first.startsWith('$')) return [LOCAL];
    else
      targets = firstName(first, place, segments.length === 1 || skip?.kind === 'import' ? skip : undefined);
    for (; at < segments.length && targets.length > 0; at++) {
      if (!spend()) return [];
      const name = segments[at] as string;
      targets = dedupe(
        targets.flatMap((target): readonly Target[] => {
          if (target.kind === 'local') return [LOCAL];
          if (target.kind === 'external') {
            if (bannedAt(target.path)?.item === target.path && target.path !== 'socket2') return [target];
            return [{ kind: 'external', path: `${target.path}::${name}`, steps: target.steps }];
          }
          if (name === 'self') return [target];
          return inModule(target.module, name).map((found) => ({
            ...found,
            steps: [...target.steps, ...found.steps].slice(0, 16),
          }));
        }),
      );
    }
    return targets;
  };

  return {
    resolve: (path, place) => {
      fuel = FUEL;
      return resolve(path, place, undefined);
    },
    exhausted: () => exhausted,
  };
};
