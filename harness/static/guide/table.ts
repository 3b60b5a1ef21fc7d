/** What a table of the guide says about one method (or trait) of one type. */
export interface Claim {
  /** Line of the row, from 1. */
  readonly line: number;
  /** Name in `tokio::net`. */
  readonly type: string;
  /** Method name, or the name of a trait. */
  readonly item: string;
  /** `unclear`: the cell says neither yes nor no. */
  readonly claim: 'present' | 'absent' | 'unclear';
}

/** A table that says what types have. */
export interface ClaimTable {
  /** Line of its header, from 1. */
  readonly line: number;
  readonly types: readonly string[];
  readonly claims: readonly Claim[];
  /** Lines of rows that name no method: nothing in them can be held against the API. */
  readonly unread: readonly number[];
}

const TYPE = /\bTcp(?:Dpdk)?(?:Stream|Listener|Socket)\b/;
const YES = /^(?:✅|✔|✓|☑|yes\b|present\b|same\b|supported\b)/i;
const NO = /^(?:❌|✗|✘|✖|no\b|not\b|absent\b|none\b|unsupported\b|[-–—]\s*$)/i;

const cells = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const isRule = (line: string | undefined): boolean =>
  line?.includes('|') === true && /^[\s|:-]*-[\s|:-]*$/.test(line);

const plain = (cell: string): string => cell.replace(/[*_~]/g, '').trim();

const claimOf = (cell: string): Claim['claim'] => {
  const text = plain(cell);
  if (YES.test(text)) return 'present';
  return NO.test(text) ? 'absent' : 'unclear';
};

/** Methods and traits named as code in a cell: `connect()`, `TcpDpdkStream::peek`, `AsyncRead`. */
const itemsOf = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, span = '']) =>
    span.split(/[/,\s]+/).flatMap((part) => {
      const name = /^(?:[A-Za-z_]\w*::)*([A-Za-z_]\w*)(?:\(.*\)?)?$/.exec(part)?.[1];
      return name === undefined ? [] : [name];
    }),
  );

/** Columns of a table by the TCP type their heading names; undefined for any other. */
type Columns = readonly (string | undefined)[];

/** A row whose first cell names the methods; each column of a type says yes or no. */
const byWords = (columns: Columns, row: readonly string[], line: number): readonly Claim[] =>
  itemsOf(row[0] ?? '').flatMap((item) =>
    columns.flatMap((type, at) =>
      type === undefined ? [] : [{ line, type, item, claim: claimOf(row[at] ?? '') }],
    ),
  );

/** A row in which each column of a type names the method where the type has it, and is empty where it has not. */
const byNames = (columns: Columns, row: readonly string[], line: number): readonly Claim[] => {
  const named = columns.flatMap((type, at) => (type === undefined ? [] : itemsOf(row[at] ?? '')));
  return columns.flatMap((type, at) => {
    const cell = row[at] ?? '';
    if (type === undefined) return [];
    const items = itemsOf(cell);
    if (items.length > 0) return items.map((item) => ({ line, type, item, claim: 'present' as const }));
    const claim = plain(cell) === '' ? 'absent' : claimOf(cell);
    return [...new Set(named)].map((item) => ({ line, type, item, claim }));
  });
};

/**
 * Finds the tables whose header names a TCP type (`TcpStream`, `TcpDpdkSocket`, …) in a column after the first. In each row the first cell names
 * methods as code, and a column of a type says yes or no; or, where the first column is one of a type too, each such column names the method or is
 * empty. Other tables are none of it.
 */
export const readTables = (prose: readonly string[]): readonly ClaimTable[] => {
  const tables: ClaimTable[] = [];
  for (let index = 0; index + 1 < prose.length; index += 1) {
    const header = prose[index] ?? '';
    if (!header.includes('|') || !isRule(prose[index + 1])) continue;
    const columns = cells(header).map((cell) => TYPE.exec(cell)?.[0]);
    const [first, ...others] = columns;
    const read = first === undefined ? byWords : byNames;
    const claims: Claim[] = [];
    const unread: number[] = [];
    let row = index + 2;
    for (; prose[row]?.includes('|') === true; row += 1) {
      const found = read(columns, cells(prose[row] ?? ''), row + 1);
      if (found.length === 0) unread.push(row + 1);
      claims.push(...found);
    }
    const types = columns.flatMap((type) => type ?? []);
    if (others.some((type) => type !== undefined)) tables.push({ line: index + 1, types, claims, unread });
    index = row - 1;
  }
  return tables;
};
