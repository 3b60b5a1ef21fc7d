import type { Cause } from '../../lib/core/cause.js';
import { nearest } from '../../lib/core/nearest.js';

/** The cause to show for a `--format` that a command does not write. */
export const unknownFormat = (format: string, known: readonly string[]): Cause => {
  const near = nearest(format, known);
  return {
    id: 'unknown-format',
    seen: `--format ${format}`,
    expected: `one of ${known.join(', ')}`,
    fix: near === undefined ? 'name one of them' : `did you mean --format ${near}?`,
  };
};
