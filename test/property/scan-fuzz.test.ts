import { describe, expect, it } from 'vitest';
import { scanFiles } from '../../harness/scan/index.js';
import { fuzz } from './scan-fuzz.js';

const scan = (source: string | Uint8Array) => scanFiles(new Map([['lib.rs', source]]), ['lib.rs']).findings;
const unreadable = (source: string | Uint8Array): boolean =>
  scan(source).some(({ item }) => item === 'unreadable source');

/** Inputs of one run of the tests; SCAN_FUZZ=1000000 is the full number (about a minute and a half). */
const COUNT = Number(process.env['SCAN_FUZZ'] ?? 100_000);

describe('the scan never throws, hangs or overflows the stack', () => {
  it(`on ${String(COUNT)} fuzzed inputs`, { timeout: 3_600_000 }, () => {
    const { inputs, findings } = fuzz(Number(process.env['SCAN_SEED'] ?? 1), COUNT);
    expect(inputs).toBe(COUNT);
    expect(findings).toBeGreaterThan(COUNT / 10);
  });

  it.each([
    '{',
    '(',
    '[',
    'mod a {',
    'fn a() {',
    'use a::{',
    'impl A { fn b() {',
    'a!{',
    'macro_rules! a { () => {',
    '/*',
    'if x {',
  ])('on %s nested 10,000 deep', (open) => {
    expect(unreadable(open.repeat(10_000))).toBe(true);
  });

  it('on groups nested 10,000 deep and closed again, with a finding at the bottom', () => {
    const source = `${'mod m { '.repeat(100)}${'fn f() { { '.repeat(5000)}use std::net::TcpStream;${'} }'.repeat(5000)}${'}'.repeat(100)}`;
    expect(scan(source).map(({ item }) => item)).toEqual(['std::net::TcpStream']);
  });

  it.each([
    ['one comment', `/*${'x'.repeat(50_000_000)}*/`],
    ['one string', `const A: &str = "${'x'.repeat(50_000_000)}";`],
    ['many statements', `${'abcdefgh'.repeat(12)};`.repeat(515_464)],
  ])('on a line of 50 MB: %s', { timeout: 120_000 }, (_, line) => {
    expect(scan(`${line}use std::net::TcpStream;`).map(({ item }) => item)).toEqual(['std::net::TcpStream']);
  });

  it.each([
    'fn a ',
    'use a ',
    'struct a ',
    'impl a ',
    'pub ',
    '#[a] ',
    'a::',
    '<',
    'let a = ',
    'type a = ',
    'macro_rules! a ',
    "'",
    'r#',
    'const a: ',
    'unsafe ',
    'a!',
    'match a ',
    'return ',
    'if a ',
  ])('in linear time on %s repeated', { timeout: 120_000 }, (word) => {
    expect(() => scan(`#[test] fn t() { ${word.repeat(50_000)} } use std::net::TcpStream;`)).not.toThrow();
  });

  it.each([
    ['anywhere', [0xff, 0xfe, 0x00, 0xc3, 0x28, 0xf0, 0x9f, 0x22, 0x80]],
    ['in a comment', [0x2f, 0x2f, 0xc3, 0x28]],
    ['in a string', [...Buffer.from('const A: &str = "'), 0xed, 0xa0, 0x80, ...Buffer.from('";')]],
  ])('on invalid UTF-8 %s, which rustc does not accept', (_, bytes) => {
    expect(unreadable(Uint8Array.from(bytes))).toBe(true);
  });

  it('on globs and imports that go in circles', () => {
    const modules = Array.from({ length: 300 }, (_, i) => {
      const globs = Array.from(
        { length: 6 },
        (_, k) => `pub use super::m${String((i * 7 + k * 13) % 300)}::*;`,
      );
      return `pub mod m${String(i)} { ${globs.join(' ')} pub use super::m${String((i + 1) % 300)}::X${String(i)} as X${String((i + 1) % 300)}; }`;
    });
    const source = `${modules.join('\n')}\npub mod end { pub use std::net::TcpStream; }\npub use m0::*;\nfn f(_: m5::X3, _: m7::TcpStream, _: end::TcpStream) {}`;
    expect(scan(source).map(({ line }) => line)).toEqual([301, 303]);
  });

  it('on files that include one another', () => {
    const files = new Map([
      ['lib.rs', 'include!("a.rs"); mod b;'],
      ['a.rs', 'include!("lib.rs"); use std::net::TcpStream;'],
      ['b.rs', '#[path = "b.rs"] mod c; include!("b.rs");'],
    ]);
    expect(scanFiles(files, ['lib.rs']).findings.map(({ item }) => item)).toContain('std::net::TcpStream');
  });
});
