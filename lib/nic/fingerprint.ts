import { sha256 } from '../files/hash.js';
import type { Snapshot } from './facts.js';

/** What changes from second to second: lifetimes of addresses and routes, and whether a cable is in. */
const VOLATILE = new Set(['flags', 'expires', 'valid', 'preferred']);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VOLATILE.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

/** Short text that changes when anything does that a plan is made of. */
export const fingerprint = (snapshot: Snapshot): string =>
  sha256(JSON.stringify(sorted(snapshot))).slice(0, 16);
