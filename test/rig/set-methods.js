// gitlab-ci-local's bundle wants Node 22's Set.prototype.union; Node 20 has none.
if (!('union' in Set.prototype))
  Object.defineProperty(Set.prototype, 'union', {
    /** @this {Set<unknown>} @param {Iterable<unknown>} other */
    value(other) {
      return new Set([...this, ...other]);
    },
  });
