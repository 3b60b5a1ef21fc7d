/** The value as an object; empty when it is none. */
export const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};

/** The value as a list; empty when it is none. */
export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

/** The value as text, or undefined. */
export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What an enum of rustdoc's JSON (`{ VARIANT: CONTENT }`) holds in the variant of that name; undefined in any other. */
export const only = (value: unknown, variant: string): unknown => asRecord(value)[variant];
