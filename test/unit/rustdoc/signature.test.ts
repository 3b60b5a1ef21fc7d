import { describe, expect, test } from 'vitest';
import { signatureText } from '../../../lib/rustdoc/signature.js';

/** Parts of rustdoc's JSON, format version 57. */
const path = (id: number, ...args: readonly unknown[]) => ({
  resolved_path: {
    path: 'x',
    id,
    args: args.length === 0 ? null : { angle_bracketed: { args, constraints: [] } },
  },
});
const type = (inner: unknown) => ({ type: inner });
const lifetime = (name: string) => ({ lifetime: name });
const borrowed = (inner: unknown, mutable = false, name: string | null = null) => ({
  borrowed_ref: { lifetime: name, is_mutable: mutable, type: inner },
});
const generic = (name: string) => ({ generic: name });
const self = generic('Self');
const trait = (id: number, args: unknown = null) => ({
  trait_bound: { trait: { path: 'x', id, args }, generic_params: [], modifier: 'none' },
});
const param = (name: string, ...bounds: readonly unknown[]) => ({
  name,
  kind: { type: { bounds, default: null, is_synthetic: false } },
});
const fn = (
  inputs: readonly (readonly [string, unknown])[],
  output: unknown = null,
  more: { params?: readonly unknown[]; where?: readonly unknown[]; async?: boolean; unsafe?: boolean } = {},
) => ({
  sig: { inputs, output, is_c_variadic: false },
  generics: { params: more.params ?? [], where_predicates: more.where ?? [] },
  header: { is_const: false, is_unsafe: more.unsafe ?? false, is_async: more.async ?? false, abi: 'Rust' },
});
const u8 = { primitive: 'u8' };

const NAMES: Readonly<Record<string, string>> = {
  '1': 'std::io::error::Result',
  '2': 'core::result::Result',
  '3': 'std::io::error::Error',
  '4': 'core::future::future::Future',
  '5': 'tokio::net::ToSocketAddrs',
  '6': 'TcpStream',
  '7': 'core::ops::function::FnOnce',
  '8': 'ReadHalf',
  '9': 'Context',
};
const text = (body: unknown): string =>
  signatureText(body, (id) => NAMES[id] ?? `unknown ${id}`, 'TcpStream');
const future = (output: unknown, ...more: readonly unknown[]) => ({
  impl_trait: [
    trait(4, {
      angle_bracketed: {
        args: [],
        constraints: [{ name: 'Output', args: null, binding: { equality: type(output) } }],
      },
    }),
    ...more,
  ],
});

test('a signature reads like one', () => {
  const peek = fn(
    [
      ['self', borrowed(self)],
      ['buf', borrowed({ slice: u8 }, true)],
    ],
    path(1, type(u8)),
    { async: true },
  );
  expect(text(peek)).toBe('async fn(&self, &mut [u8]) -> core::result::Result<u8, std::io::error::Error>');
  expect(
    text(
      fn([
        ['self', self],
        ['n', { primitive: 'u32' }],
      ]),
    ),
  ).toBe('fn(self, u32) -> ()');
});

describe('makes no difference', () => {
  const same = (a: unknown, b: unknown): void => {
    expect(text(a)).toBe(text(b));
  };
  test('Self or the type’s name', () => {
    same(fn([], path(1, type(self))), fn([], path(1, type(path(6)))));
  });
  test('the alias or what it stands for', () => {
    same(fn([], path(1, type(u8))), fn([], path(2, type(u8), type(path(3)))));
  });
  test('async or a future', () => {
    same(fn([], u8, { async: true }), fn([], future(u8, { outlives: "'static" }, { use: [] })));
  });
  test('names of generics and where their bounds stand', () => {
    const where = [{ bound_predicate: { type: generic('B'), bounds: [trait(5)], generic_params: [] } }];
    same(
      fn([['a', generic('A')]], null, { params: [param('A', trait(5))] }),
      fn([['b', generic('B')]], null, { params: [param('B')], where }),
    );
  });
  test('a generic or impl Trait', () => {
    same(
      fn([['a', generic('A')]], null, { params: [param('A', trait(5))] }),
      fn([['a', { impl_trait: [trait(5)] }]]),
    );
  });
  test('a lifetime written or elided', () => {
    const named = fn([['self', borrowed(self, true, "'a")]], path(8, lifetime("'a")));
    same(named, fn([['self', borrowed(self, true)]], path(8, lifetime("'_"))));
    expect(text(named)).toBe("fn(&'0 mut self) -> ReadHalf<'0>");
  });
  test('an elided lifetime of an argument shown or hidden', () => {
    same(fn([['cx', borrowed(path(9, lifetime("'_")), true)]]), fn([['cx', borrowed(path(9), true)]]));
  });
  test('names of parameters', () => {
    same(fn([['a', u8]]), fn([['b', u8]]));
  });
});

describe('makes a difference', () => {
  const plain = fn(
    [
      ['self', borrowed(self)],
      ['a', generic('A')],
    ],
    u8,
    { params: [param('A', trait(5))] },
  );
  const once = (output: unknown) => trait(7, { parenthesized: { inputs: [], output } });
  test.each([
    [
      'how self is taken',
      fn(
        [
          ['self', borrowed(self, true)],
          ['a', generic('A')],
        ],
        u8,
        { params: [param('A', trait(5))] },
      ),
    ],
    [
      'whether there is a self',
      fn(
        [
          ['s', borrowed(self)],
          ['a', generic('A')],
        ],
        u8,
        { params: [param('A', trait(5))] },
      ),
    ],
    [
      'a type',
      fn(
        [
          ['self', borrowed(self)],
          ['a', generic('A')],
        ],
        { primitive: 'u16' },
        { params: [param('A', trait(5))] },
      ),
    ],
    [
      'a bound',
      fn(
        [
          ['self', borrowed(self)],
          ['a', generic('A')],
        ],
        u8,
        { params: [param('A', once(u8))] },
      ),
    ],
    [
      'no bound',
      fn(
        [
          ['self', borrowed(self)],
          ['a', generic('A')],
        ],
        u8,
        { params: [param('A')] },
      ),
    ],
    [
      'async',
      fn(
        [
          ['self', borrowed(self)],
          ['a', generic('A')],
        ],
        u8,
        { params: [param('A', trait(5))], async: true },
      ),
    ],
    [
      'unsafe',
      fn(
        [
          ['self', borrowed(self)],
          ['a', generic('A')],
        ],
        u8,
        { params: [param('A', trait(5))], unsafe: true },
      ),
    ],
    [
      'one parameter more',
      fn(
        [
          ['self', borrowed(self)],
          ['a', generic('A')],
          ['b', u8],
        ],
        u8,
        { params: [param('A', trait(5))] },
      ),
    ],
  ])('%s', (_, other) => {
    expect(text(other)).not.toBe(text(plain));
  });
  test('what a closure gives', () => {
    const io = (output: unknown) => fn([['f', { impl_trait: [once(output)] }]]);
    expect(text(io(u8))).toContain('FnOnce() -> u8');
    expect(text(io(u8))).not.toBe(text(io({ primitive: 'u16' })));
  });
  test('two generics or one twice', () => {
    const params = [param('A'), param('B')];
    const one = fn(
      [
        ['a', generic('A')],
        ['b', generic('A')],
      ],
      null,
      { params },
    );
    const two = fn(
      [
        ['a', generic('A')],
        ['b', generic('B')],
      ],
      null,
      { params },
    );
    expect(text(one)).not.toBe(text(two));
  });
  test('from whose borrow the output comes', () => {
    const inputs = [
      ['self', borrowed(self)],
      ['b', borrowed(u8, false, "'b")],
    ] as const;
    expect(text(fn(inputs, borrowed(u8)))).not.toBe(text(fn(inputs, borrowed(u8, false, "'b"))));
  });
});
