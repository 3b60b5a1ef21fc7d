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

/**
 * Finds the tables whose header names a TCP type in a column after the first (`TcpStream`, `TcpDpdkSocket`, …): each row is about the
 * methods its first cell names as code, and each such column says yes or no. Other tables are none of it.
 */
export const readTables = (prose: readonly string[]): readonly ClaimTable[] => {
  const tables: ClaimTable[] = [];
  for (let index = 0; index + 1 < prose.length; index += 1) {
    const header = prose[index] ?? '';
    if (!header.includes('|') || !isRule(prose[index + 1])) continue;
    const columns = cells(header).map((cell, at) => (at === 0 ? undefined : TYPE.exec(cell)?.[0]));
    const types = columns.flatMap((type) => type ?? []);
    const claims: Claim[] = [];
    const unread: number[] = [];
    let row = index + 2;
    for (; prose[row]?.includes('|') === true; row += 1) {
      const [first = '', ...rest] = cells(prose[row] ?? '');
      const items = itemsOf(first);
      if (items.length === 0) unread.push(row + 1);
      for (const item of items)
        for (const [at, type] of columns.slice(1).entries())
          if (type !== undefined) claims.push({ line: row + 1, type, item, claim: claimOf(rest[at] ?? '') });
    }
    if (types.length > 0) tables.push({ line: index + 1, types, claims, unread });
    index = row - 1;
  }
  return tables;
};
