import { describe, expect, it } from 'vitest';
import { placeOf, prune, type CompileError } from '../../../harness/audit/prune.js';
import { unsupportedCause } from '../../../harness/audit/unsupported.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const at = (line: number, column: number, message = 'error[E0599]'): CompileError => ({
  message,
  file: 'tests/t.rs',
  line,
  column,
});
const after = (text: string, ...errors: CompileError[]) => {
  const { source, functions, left } = prune(encode(text), errors);
  return { text: new TextDecoder().decode(source), functions: functions.map(({ name }) => name), left };
};

describe('cutting out what does not compile', () => {
  const two =
    '#[test]\nfn good() { a(); }\n\n/// Says ü.\n#[test]\nasync fn bad() {\n  missing();\n}\nfn last() {}\n';

  it('blanks the function an error is in, attributes and doc comment included, and keeps every other line where it was', () => {
    const { text, functions, left } = after(two, at(7, 3));
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
      '#[test]',
      'fn good() { a(); }',
      '',
      '',
      '',
      '',
      '',
      '',
      'fn last() {}',
      '',
    ]);
    expect(functions).toEqual(['bad']);
    expect(left).toEqual([]);
  });

  it('blanks the outermost function', () => {
    const { text, functions } = after('fn outer() {\n  fn inner() { x }\n}\nfn b() {}', at(2, 16));
    expect(functions).toEqual(['outer']);
    expect(text.trim()).toBe('fn b() {}');
  });

  it('counts columns in characters', () => {
    const text = 'fn a() { "üüüü"; bad } fn b() {}';
    expect(after(text, at(1, 18)).functions).toEqual(['a']);
    expect(after(text, at(1, 27)).functions).toEqual(['b']);
  });

  it.each([
    ['use a::Missing;\nfn f() {}', at(1, 5), '\nfn f() {}'],
    ['use a::{B, Missing, C};', at(1, 12), 'use a::{B, C};'],
    ['use a::{B, Missing};', at(1, 12), 'use a::{B, };'],
    ['use a::{Missing::{X, Y}, C};', at(1, 9), 'use a::{ C};'],
    ['use a::{b::{X, Missing}, C};', at(1, 16), 'use a::{b::{X, }, C};'],
    ['pub use a::Missing;', at(1, 9), 'pub'],
  ])('cuts a name out of an import: %s', (text, error, expected) => {
    const found = after(text, error);
    expect(found.text.replace(/ +/g, ' ').trim()).toBe(expected.replace(/ +/g, ' ').trim());
    expect(found.functions).toEqual([]);
  });

  it('says what it cannot cut out', () => {
    expect(after('struct S { a: Missing }', at(1, 15)).left).toHaveLength(1);
  });

  it('reads the place of an error as rustc renders it', () => {
    const rendered =
      'error[E0599]: no method named `quickack` found\n   --> tests/tcp/a.rs:12:7\n    |\n12  |     x.quickack();\n   ::: /elsewhere.rs:1:1';
    expect(placeOf(rendered)).toEqual({
      message: 'error[E0599]: no method named `quickack` found',
      file: 'tests/tcp/a.rs',
      line: 12,
      column: 7,
    });
    expect(placeOf('error: could not compile')).toBeUndefined();
  });
});

describe('why a test is not supported', () => {
  const pruned = new Map([
    [
      'tcp_dpdk/tests/tcp_dpdk/a.rs',
      [{ name: 'test_a', error: at(3, 1, 'error: cannot find function `helper` in this scope') }],
    ],
    ['support/src/lib.rs', [{ name: 'helper', error: at(9, 1, 'error: no method named `quickack` found') }]],
  ]);

  it('names the error that began it', () => {
    const cause = unsupportedCause({ name: 'a::test_a' }, 'tcp_dpdk', pruned);
    expect(cause).toMatchObject({ id: 'unsupported' });
    expect(cause?.seen).toBe('error: no method named `quickack` found (in helper, which it needs)');
  });

  it('does not look behind what the subject itself lacks', () => {
    const error = 'error: no method named `accept` found for reference `&TcpDpdkListener`';
    const loop = new Map([
      [
        'tcp_dpdk/tests/tcp_dpdk/b.rs',
        [
          { name: 'test_b', error: at(3, 1, 'error: cannot find function `helper` in this scope') },
          { name: 'helper', error: at(5, 1, error) },
          { name: 'accept', error: at(9, 1, 'error: cannot find function `helper` in this scope') },
        ],
      ],
    ]);
    const cause = unsupportedCause({ name: 'test_b' }, 'tcp_dpdk', loop);
    expect(cause?.seen).toBe(`${error} (in helper, which it needs)`);
  });

  it('is silent about tests that compile and those of other suites', () => {
    expect(unsupportedCause({ name: 'a::test_b' }, 'tcp_dpdk', pruned)).toBeUndefined();
    expect(unsupportedCause({ name: 'a::test_a' }, 'multi_process', pruned)).toBeUndefined();
  });
});
