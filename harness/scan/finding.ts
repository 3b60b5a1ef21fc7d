/** Names of the rules, stable: they stand in reports, SARIF and allowances. */
export type RuleId = 'kernel-tcp' | 'silent-skip';

/** Which kind of look found it: the scan of the source, clippy, or the imports of the linked binary. */
export type Layer = 'scan' | 'clippy' | 'binary';

/** One step of the way from the place of a finding to the banned item, e.g. `use tokio::net as n`. */
export interface ChainStep {
  readonly text: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** One place in the source that breaks a rule. */
export interface Finding {
  readonly rule: RuleId;
  /** `primary`: the banned item is named here. `secondary`: a name imported elsewhere is used here. */
  readonly class: 'primary' | 'secondary';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in Unicode code points. */
  readonly column: number;
  /** Column after the last character, on the same line. */
  readonly endColumn: number;
  /** What is named: a canonical path such as `tokio::net::TcpStream`, or the family of a silent skip. */
  readonly item: string;
  /** What was seen, what is expected, what to do. */
  readonly message: string;
  /** From the place to the item. */
  readonly chain: readonly ChainStep[];
  /** The line of source, without its line end, cut to 400 characters. */
  readonly source: string;
  readonly layers: readonly Layer[];
}
