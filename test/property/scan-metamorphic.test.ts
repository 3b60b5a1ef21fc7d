import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInterner } from '../../lib/rust/interner.js';
import { lex } from '../../lib/rust/lexer.js';
import { Kind } from '../../lib/rust/tokens.js';
import { isReserved } from '../../lib/rust/keywords.js';
import { scanFiles } from '../../harness/scan/index.js';
import { fixtures, type Fixture } from '../unit/scan/corpus.js';

/** Fixtures in one file, whose findings do not depend on how the bytes are laid out. */
const all = ['must-find', 'must-not-find', 'silent-skip']
  .flatMap((kind) => fixtures(kind))
  .filter(({ files, name }) => files.size === 1 && !['shebang.rs', 'byte-order-mark.rs'].includes(name));

interface Piece {
  readonly text: string;
  readonly kind: number;
  readonly reserved: boolean;
}

const decoder = new TextDecoder();

const pieces = (source: Uint8Array): readonly Piece[] => {
  const names = createInterner();
  const tokens = lex(source, names);
  return Array.from({ length: tokens.count }, (_, at) => ({
    text: decoder.decode(source.subarray(tokens.start[at], tokens.end[at])),
    kind: tokens.kind[at] as number,
    reserved: isReserved(tokens.sym[at] as number),
  }));
};

/** Findings as rule and item, in order: what must not change. */
const verdict = (fixture: Fixture, source: string | Uint8Array): readonly string[] =>
  scanFiles(new Map([[fixture.root, source]]), [fixture.root])
    .findings.map(({ rule, item }) => `${rule} ${item}`)
    .sort();

const sourceOf = (fixture: Fixture): Uint8Array => fixture.files.get(fixture.root) as Uint8Array;

/** Punctuation that must stay together: `=>`, `->`, `..`, `==`, `<=`, `&&` and so on are several tokens here. */
const isGlued = (a: Piece, b: Piece): boolean => a.kind === Kind.punct && b.kind === Kind.punct;

const SPACES = [
  ' ',
  '\n',
  '\t',
  '\r\n',
  ' /* tokio::net::TcpStream */ ',
  ' /* /* */ */ ',
  ' // use std::net::TcpStream;\n',
];

const join = (parts: readonly Piece[], space: (index: number) => string): string => {
  let text = '';
  parts.forEach((piece, index) => {
    const next = parts[index + 1];
    text += piece.text;
    if (next !== undefined) text += isGlued(piece, next) ? '' : space(index);
  });
  return text;
};

const fixture = fc.constantFrom(...all);

describe('a change that means nothing changes no verdict', () => {
  it('comments and white space between any two tokens', () => {
    fc.assert(
      fc.property(fixture, fc.infiniteStream(fc.constantFrom(...SPACES)), (one, stream) => {
        const spaces = [...stream.take(4000)];
        const text = join(pieces(sourceOf(one)), (index) => spaces[index % spaces.length] as string);
        expect(verdict(one, text)).toEqual(verdict(one, sourceOf(one)));
      }),
      { numRuns: 400 },
    );
  });

  it('raw identifiers for plain ones', () => {
    const mayBeRaw = (piece: Piece, before: Piece | undefined, after: Piece | undefined): boolean =>
      piece.kind === Kind.ident &&
      !piece.reserved &&
      /^[A-Za-z]\w*$/.test(piece.text) &&
      !['union', 'macro_rules', 'macro', 'auto', 'default', 'safe'].includes(piece.text) &&
      before?.text !== '$' &&
      before?.text !== '#' &&
      after?.text !== '!';
    fc.assert(
      fc.property(fixture, fc.infiniteStream(fc.boolean()), (one, stream) => {
        const raw = [...stream.take(2000)];
        let attribute = 0;
        const parts = pieces(sourceOf(one)).map((piece, index, list) => {
          if (piece.text === '#') attribute = 1;
          else if (attribute > 0 && piece.text === '[') attribute++;
          else if (attribute > 1 && piece.text === ']') attribute -= attribute === 2 ? 2 : 1;
          const may = attribute === 0 && mayBeRaw(piece, list[index - 1], list[index + 1]);
          return may && raw[index % raw.length] === true ? { ...piece, text: `r#${piece.text}` } : piece;
        });
        expect(
          verdict(
            one,
            join(parts, () => ' '),
          ),
        ).toEqual(verdict(one, sourceOf(one)));
      }),
      { numRuns: 400 },
    );
  });

  it('naming the item through any chain of aliases', () => {
    const crates = {
      tokio: ['TcpStream', 'TcpListener', 'TcpSocket', 'UdpSocket'],
      std: ['TcpStream', 'TcpListener', 'UdpSocket', 'IpAddr'],
    };
    const chain = fc.array(
      fc.constantFrom('rename', 'module', 'alias', 'glob', 'extern', 'block', 'reexport', 'nested'),
      { minLength: 0, maxLength: 7 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.entries(crates)),
        fc.nat(3),
        chain,
        ([crate, types], which, steps) => {
          const type = types[which % types.length] as string;
          let path = `::${crate}::net::${type}`;
          const lines: string[] = [];
          steps.forEach((step, index) => {
            const name = `n${String(index)}`;
            const made = `crate::${name}::T${String(index)}`;
            if (step === 'rename') lines.push(`pub mod ${name} { pub use ${path} as T${String(index)}; }`);
            else if (step === 'module')
              lines.push(
                `pub mod ${name} { pub mod m { pub use ${path} as X; } pub use self::m::X as T${String(index)}; }`,
              );
            else if (step === 'alias')
              lines.push(`pub mod ${name} { pub type T${String(index)} = ${path}; }`);
            else if (step === 'glob')
              lines.push(`pub mod ${name} { mod m { pub use ${path} as T${String(index)}; } pub use m::*; }`);
            else if (step === 'extern' && index === 0) {
              lines.push(
                `pub mod ${name} { extern crate ${crate} as e; pub use self::e::net::${type} as T${String(index)}; }`,
              );
            } else if (step === 'block')
              lines.push(
                `pub mod ${name} { pub use {{${path} as T${String(index)}}}; }`
                  .replace('{{', '{')
                  .replace('}}', '}'),
              );
            else if (step === 'reexport')
              lines.push(
                `pub mod ${name} { pub use super::${name}x::*; } mod ${name}x { pub use ${path} as T${String(index)}; pub use super::${name}::*; }`,
              );
            else
              lines.push(
                `pub mod ${name} { pub mod a { pub mod b { pub type T${String(index)} = ${path}; } } pub use a::*; pub use b::*; }`,
              );
            path = made;
          });
          lines.push(`pub fn run(_: &${path}) {}`);
          const banned = type.startsWith('Tcp');
          const { findings } = scanFiles(new Map([['lib.rs', `${lines.join('\n')}\n`]]), ['lib.rs']);
          const last = findings.some(({ line }) => line === lines.length);
          expect(last).toBe(banned);
          expect(findings.every(({ item }) => item === `${crate}::net::${type}`)).toBe(true);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
