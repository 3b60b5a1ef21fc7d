import { asList, asRecord, only } from './value.js';

/** What a path's arguments say of associated types (`Output = T`). */
export const constraintsOf = (path: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const angle = asRecord(only(path['args'], 'angle_bracketed'));
  return asList(angle['constraints'] ?? angle['bindings']);
};

/** The bounds of a generic where it is declared and in the where clause. */
export const boundsOf = (declared: Readonly<Record<string, unknown>>, name: string): readonly unknown[] => {
  const own = asList(declared['params']).flatMap((param) => {
    const { name: called, kind } = asRecord(param);
    return called === name ? asList(asRecord(only(kind, 'type'))['bounds']) : [];
  });
  const where = asList(declared['where_predicates']).flatMap((predicate) => {
    const { type, bounds } = asRecord(only(predicate, 'bound_predicate'));
    return only(type, 'generic') === name ? asList(bounds) : [];
  });
  return [...own, ...where];
};
