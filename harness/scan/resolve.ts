import type { Definition, ModuleFile, PathText, Scope, Span } from '../../lib/rust/facts.js';
import { bannedAt, isFunction } from './banned.js';
import type { Crate, Links, Module, Unit } from './crate.js';
import { createGlobs, type Globs } from './globs.js';
import { dedupe, isWithin, LOCAL, MAX_STEPS, type Place, type Target } from './target.js';

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

/** Makes the resolver of some crates that may use one another (targets of a package, say). */
export const createResolver = (crates: readonly Crate[], links: Links): Resolver => {
  const crateOf = new Map(crates.map((crate) => [crate.root, crate]));
  const byRoot = new Map(crates.map((crate) => [crate.path, crate.root]));
  const moduleOf = (scope: Scope): Module | undefined => links.modules.get(scope);
  const fileModule = (file: ModuleFile): Module | undefined => links.files.get(file);
  const rootOf = (module: Module): Module => {
    let root = module;
    while (root.parent !== undefined) root = root.parent;
    return root;
  };
  const named = new Map<Module, Map<string, readonly Target[]>>();
  const imports = new Map<Definition, readonly Target[] | 'busy'>();
  let cut = 0;
  let fuel = FUEL;
  let depth = 0;
  let exhausted = false;

  let globs: Globs | undefined;
  const bring: Globs['bring'] = (scopes, viewer, name) => globs?.bring(scopes, viewer, name) ?? [];

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

  const withStep = (
    targets: readonly Target[],
    unit: Unit,
    from: { span: Span; whole: Span },
  ): readonly Target[] =>
    targets.map((target) => {
      if (target.steps.length >= MAX_STEPS) return target;
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
        found ??= [];
        if (viewer !== undefined && !definition.open && !isWithin(viewer, module)) continue;
        found.push(...expand(definition, { unit, scope }));
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
      bring(
        module.parts.map(({ scope }) => scope),
        module,
        name,
      );
    if (cut === before) names.set(name, answer);
    return answer;
  };

  /** Edition 2015: the first name of a use declaration is one of the crate root's. */
  const fromRoot = (name: string, place: Place): readonly Target[] | undefined => {
    const root = rootOf(moduleAt(place));
    return crateOf.get(root)?.edition2015 === true ? explicit(root, name, undefined) : undefined;
  };

  /** The first segment of a path: blocks outwards up to the module, the module, then the crates. */
  const firstName = (name: string, place: Place, skip: Definition | undefined): readonly Target[] => {
    let scope: Scope | undefined = place.scope;
    const module = moduleAt(place);
    while (scope?.kind === 'block') {
      const found = inScope(scope, place.unit, name, skip);
      if (found !== undefined) return found;
      const globbedHere = scope.globs.length === 0 ? [] : bring([scope], module, name);
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

  const resolve = (
    path: PathText,
    place: Place,
    skip: Definition | undefined,
    fromUse = skip?.kind === 'import',
  ): readonly Target[] => {
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
      targets =
        (fromUse ? fromRoot(first, place) : undefined) ??
        firstName(first, place, segments.length === 1 || skip?.kind === 'import' ? skip : undefined);
    for (; at < segments.length && targets.length > 0; at++) {
      if (!spend()) return [];
      const name = segments[at] as string;
      targets = dedupe(
        targets.flatMap((target): readonly Target[] => {
          if (target.kind === 'local') return [LOCAL];
          if (target.kind === 'external') {
            if (isFunction(target.path)) return [];
            if (bannedAt(target.path)?.item === target.path && target.path !== 'socket2') return [target];
            return [{ kind: 'external', path: `${target.path}::${name}`, steps: target.steps }];
          }
          if (name === 'self') return [target];
          return inModule(target.module, name).map((found) => ({
            ...found,
            steps: [...target.steps, ...found.steps].slice(0, MAX_STEPS),
          }));
        }),
      );
    }
    return targets;
  };

  const started = createGlobs(crates, {
    moduleAt,
    explicit,
    resolve: (glob, place) => {
      fuel = FUEL;
      return resolve(glob.path, place, undefined, true);
    },
    forget: () => {
      named.clear();
      imports.clear();
    },
    publish: (made) => {
      globs = made;
    },
  });
  return {
    resolve: (path, place) => {
      fuel = FUEL;
      return resolve(path, place, undefined);
    },
    exhausted: () => exhausted || started.unsettled,
  };
};
