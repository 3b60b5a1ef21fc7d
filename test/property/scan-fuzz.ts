import { createWorkspace, scanRoots } from '../../harness/scan/scan.js';
import { memoryReader } from '../../harness/scan/source.js';
import { fixtures } from '../unit/scan/corpus.js';

/** A small generator of pseudo-random numbers (mulberry32): the same seed gives the same inputs. */
const random = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
};

const WORDS = [
  ...[
    'use ',
    'mod ',
    'fn ',
    'struct ',
    'enum ',
    'impl ',
    'trait ',
    'type ',
    'const ',
    'static ',
    'let ',
    'pub ',
    'extern ',
  ],
  ...[
    'crate',
    'self',
    'super',
    'Self',
    '::',
    '*',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '<',
    '>',
    ';',
    ',',
    ':',
    '=',
    '=>',
    '->',
  ],
  ...[
    '#',
    '!',
    '$',
    '|',
    '&',
    '.',
    '..',
    "'",
    '"',
    'r#"',
    '"#',
    'b"',
    'c"',
    "b'",
    '/*',
    '*/',
    '//',
    '\n',
    '\r',
    '\\',
    '\0',
  ],
  ...[
    'tokio',
    'std',
    'net',
    'TcpStream',
    'TcpListener',
    'socket2',
    'libc',
    'socket',
    'mio',
    'a',
    'b',
    'x',
    '_',
    'r#a',
  ],
  ...[
    '#[test]',
    '#[ignore]',
    '#[path = "a.rs"]',
    'macro_rules! m',
    'include!("a.rs")',
    'asm!("syscall")',
    'return',
    'if ',
    'match ',
    'else ',
  ],
  ...['macro_rules! ', '#[cfg(', 'as ', 'extern "C" {', '1.0e5', '0x', 'é', '\uFEFF', '🦀', ' '],
];
const encoder = new TextEncoder();

/** Inputs made of Rust words, of pieces of the corpus with bytes changed, and of plain bytes. */
export const fuzzInputs = function* (seed: number, count: number): Generator<Uint8Array> {
  const next = random(seed);
  const corpus = ['must-find', 'silent-skip', 'must-not-find'].flatMap((kind) =>
    fixtures(kind).map(({ files, root }) => files.get(root) as Uint8Array),
  );
  for (let made = 0; made < count; made++) {
    const form = next(4);
    if (form < 2) {
      let text = '';
      for (let words = next(60); words > 0; words--) text += WORDS[next(WORDS.length)] as string;
      yield encoder.encode(text);
    } else if (form === 2) {
      const bytes = Uint8Array.from(corpus[next(corpus.length)] as Uint8Array);
      for (let changes = 1 + next(6); changes > 0; changes--) bytes[next(bytes.length)] = next(256);
      const from = next(bytes.length);
      yield next(2) === 0 ? bytes : bytes.subarray(from, from + next(bytes.length));
    } else yield Uint8Array.from({ length: next(80) }, () => next(256));
  }
};

/** Scans inputs; each is a crate whose file may also be included by itself. Throws what the scan throws, with the input. */
export const fuzz = (seed: number, count: number): { readonly inputs: number; readonly findings: number } => {
  let workspace = createWorkspace();
  let inputs = 0;
  let findings = 0;
  for (const input of fuzzInputs(seed, count)) {
    try {
      const options = { certain: true, externs: new Map<string, never>(), features: new Set<string>() };
      const reader = memoryReader(
        new Map([
          ['lib.rs', input],
          ['a.rs', input],
        ]),
      );
      findings += scanRoots([{ path: 'lib.rs', ...options }], reader, workspace).findings.length;
    } catch (error) {
      throw new Error(`seed ${String(seed)}, input ${String(inputs)}: ${JSON.stringify([...input])}`, {
        cause: error,
      });
    }
    if (++inputs % 2000 === 0) workspace = createWorkspace();
  }
  return { inputs, findings };
};
