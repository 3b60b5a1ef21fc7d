const decoder = new TextDecoder();
/** Longest piece of a source line that a finding carries. */
const MAX_SHOWN = 400;

/** A byte offset as people and SARIF count: lines and columns from 1, columns in Unicode code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns byte offsets of one file into positions; line starts are looked up by binary search. */
export interface Lines {
  at(offset: number): Position;
  /** Text of a line (from 1) without its end, cut to 400 characters. */
  text(line: number): string;
}

const STEP = 1024;

/** Counts UTF-8 continuation bytes before an offset, from a table with one entry in 1024 bytes. */
const continuations = (source: Uint8Array): ((offset: number) => number) => {
  const table = new Uint32Array((source.length >> 10) + 2);
  let count = 0;
  for (let i = 0; i < source.length; i++) {
    if (i % STEP === 0) table[i >> 10] = count;
    if (((source[i] as number) & 0xc0) === 0x80) count++;
  }
  if (count === 0) return () => 0;
  return (offset) => {
    const from = Math.min(offset, source.length - 1) >> 10;
    let before = table[from] as number;
    for (let i = from * STEP; i < offset; i++) if (((source[i] as number) & 0xc0) === 0x80) before++;
    return before;
  };
};

/** Makes the {@link Lines} of a source. A byte order mark counts for nothing. */
export const createLines = (source: Uint8Array): Lines => {
  const bom = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  const starts = [bom];
  for (let i = source.indexOf(10); i !== -1; i = source.indexOf(10, i + 1)) starts.push(i + 1);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(low, 1);
  };
  const hidden = continuations(source);
  return {
    at: (offset) => {
      const line = lineOf(offset);
      const start = starts[line - 1] as number;
      return { line, column: offset - start - (hidden(offset) - hidden(start)) + 1 };
    },
    text: (line) => {
      const from = starts[line - 1] ?? 0;
      const next = starts[line];
      const to = next === undefined ? source.length : next - 1;
      const text = decoder
        .decode(source.subarray(from, Math.min(to, from + MAX_SHOWN * 4)))
        .replace(/\r$/, '');
      return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
    },
  };
};
