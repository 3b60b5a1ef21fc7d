import { describe, expect, it } from 'vitest';
import { readClippyOutput } from '../../../harness/scan-io/clippy-messages.js';
import { clippyConfig, mergeClippy } from '../../../harness/scan/clippy.js';
import { scanFiles } from '../../../harness/scan/index.js';

const span = (file: string, line: number, from: number, to: number, expansion: object | null = null) => ({
  file_name: file,
  line_start: line,
  line_end: line,
  column_start: from,
  column_end: to,
  is_primary: true,
  text: [{ text: 'a line of source' }],
  expansion: expansion === null ? null : { span: expansion },
});
const message = (code: string | null, level: string, text: string, spans: readonly object[]): string =>
  JSON.stringify({
    reason: 'compiler-message',
    message: {
      level,
      message: text,
      rendered: `${level}: ${text}`,
      code: code === null ? null : { code },
      spans,
    },
  });
const type = (item: string, ...spans: readonly object[]): string =>
  message('clippy::disallowed_types', 'warning', `use of a disallowed type \`${item}\``, spans);

const { findings } = scanFiles(
  new Map([['/w/tests/a.rs', 'use std::net::TcpStream;\nfn a(_: TcpStream) {}\n']]),
  ['/w/tests/a.rs'],
);
const merge = (output: string): readonly string[] =>
  mergeClippy(findings, readClippyOutput(output, '/w').places, (file) => file === '/w/tests/a.rs').map(
    ({ line, column, item, layers, class: kind }) =>
      `${String(line)}:${String(column)} ${kind} ${item} ${layers.join('+')}`,
  );

describe('what clippy sees', () => {
  it('at a place the scan knows becomes one finding of both layers', () => {
    expect(merge(`Checking a\n${type('std::net::TcpStream', span('tests/a.rs', 1, 5, 24))}\n`)).toEqual([
      '1:15 primary std::net::TcpStream scan+clippy',
      '2:9 secondary std::net::TcpStream scan',
    ]);
  });

  it('elsewhere becomes a finding of its own, at the innermost place of an expansion in a scanned file', () => {
    const expanded = span('/registry/m.rs', 9, 1, 2, span('tests/a.rs', 7, 3, 9));
    expect(merge(type('mio::net::TcpStream', expanded))).toContain('7:3 primary mio::net::TcpStream clippy');
    expect(merge(type('mio::net::TcpStream', span('/registry/m.rs', 9, 1, 2)))).toHaveLength(2);
  });

  it('of a method is secondary: nobody names the type there', () => {
    const call = message(
      'clippy::disallowed_methods',
      'warning',
      'use of a disallowed method `tokio::net::TcpListener::accept`',
      [span('tests/a.rs', 2, 20, 26)],
    );
    expect(merge(call)).toContain('2:20 secondary tokio::net::TcpListener::accept clippy');
  });

  it('is not whole when something did not compile', () => {
    const output = [
      message('E0425', 'error', 'cannot find value', [span('tests/a.rs', 1, 1, 2)]),
      message('unused_imports', 'warning', 'unused import', [span('tests/a.rs', 1, 1, 2)]),
      '{ broken',
    ].join('\n');
    expect(readClippyOutput(output, '/w')).toEqual({ places: [], errors: ['error: cannot find value'] });
  });
});

describe("clippy's configuration", () => {
  it("lists the scan's types and functions by their paths", () => {
    const config = clippyConfig();
    const [types, methods] = config.split('disallowed-methods');
    for (const item of [
      'tokio::net::TcpStream',
      'tokio::net::tcp::OwnedReadHalf',
      'socket2::Socket',
      'mio::net::TcpListener',
    ])
      expect(types).toContain(`path = "${item}"`);
    for (const item of ['libc::socket', 'nix::sys::socket::connect', 'tokio::net::TcpListener::accept'])
      expect(methods).toContain(`path = "${item}"`);
    expect(config).not.toContain('foreign::');
  });
});
