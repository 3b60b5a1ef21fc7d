/** A TOML table as smol-toml parses it. Values are unchecked. */
export type Table = Readonly<Record<string, unknown>>;

/** The value as a table, or undefined when it is none. */
export const asTable = (value: unknown): Table | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? (value as Table)
    : undefined;

/** The value as a list of tables (`[[test]]`); empty when it is none. */
export const asTables = (value: unknown): readonly Table[] =>
  Array.isArray(value) ? value.map(asTable).filter((item) => item !== undefined) : [];

/** The value as text, or undefined. */
export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The strings of a list; anything else in it is left out. */
export const asTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** A table without the given keys. */
export const without = (table: Table, ...keys: readonly string[]): Table =>
  Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)));

/** A table with each value replaced. */
export const mapValues = (table: Table, change: (value: unknown, key: string) => unknown): Table =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value, key)]));
