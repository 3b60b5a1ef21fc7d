import type { Cause } from '../core/cause.js';

/** One reason why a device must not be bound. `id` is without its `nic-`. */
export const refusal = (id: string, seen: string, expected: string, fix: string): Cause => ({
  id: `nic-${id}`,
  seen,
  expected,
  fix,
});
