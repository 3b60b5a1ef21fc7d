import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../lib/cargo/check.js';
import { asProgram, namesType, readGuide } from '../../../harness/static/guide/blocks.js';
import { probeSource, readAnswers } from '../../../harness/static/guide/probe.js';
import { readTables } from '../../../harness/static/guide/table.js';
import { guidePrograms, guideWork } from '../../../harness/static/guide/work.js';

const block = (code: string) => ({ line: 1, code });
const rows = (...lines: readonly string[]) => readTables(lines)[0];

describe('code blocks', () => {
  test('are those of Rust, with the line they begin on', () => {
    const text = [
      '```rust',
      'a();',
      '```',
      '',
      '~~~rust,no_run',
      'b();',
      '```',
      '~~~',
      '```sh',
      'c',
      '```',
    ].join('\n');
    expect(readGuide(text).blocks).toEqual([
      { line: 2, code: 'a();' },
      { line: 6, code: 'b();\n```' },
    ]);
  });
  test('that are meant not to compile are none; one without an end is one', () => {
    expect(readGuide('```rust,compile_fail\nx\n```\n```rust\ny').blocks).toEqual([{ line: 5, code: 'y' }]);
  });
  test('hold rustdoc’s hidden lines, and leave no prose behind', () => {
    const { blocks, prose } = readGuide('a\n```rust\n# use b;\n#\n## c\n```\nd');
    expect(blocks).toEqual([{ line: 3, code: 'use b;\n\n# c' }]);
    expect(prose).toEqual(['a', '', '', '', '', '', 'd']);
  });
  test('name a type in code, not in a comment or as part of another name', () => {
    expect(namesType(block('let s = TcpDpdkSocket::new_v4();'), 'TcpDpdkSocket')).toBe(true);
    expect(namesType(block('// TcpDpdkSocket\n/* TcpDpdkSocket */ f();'), 'TcpDpdkSocket')).toBe(false);
    expect(namesType(block('MyTcpDpdkSocket2::new()'), 'TcpDpdkSocket')).toBe(false);
  });
  test('become programs: their own main stays, anything else may await and use the question mark', () => {
    expect(asProgram(block('fn main() {}'), 'tokio')).not.toContain('async fn example');
    expect(asProgram(block('f().await?;'), 'tokio')).toMatch(
      /async fn example\(\).*\n.*f\(\)\.await\?;\n;\nOk\(\(\)\)\n}/s,
    );
    expect(asProgram(block('f()?;\nOk(())'), 'tokio').match(/Ok\(\(\)\)/g)).toHaveLength(1);
    expect(asProgram(block('f()?;\nOk::<(), std::io::Error>(())'), 'tokio')).toContain(
      'impl ::core::fmt::Debug',
    );
    expect(asProgram(block('f();'), 'my_tokio')).toContain('extern crate tokio as my_tokio;');
    expect(asProgram(block('fn main() {}'), 'my_tokio')).toContain('extern crate tokio as my_tokio;');
    expect(asProgram(block('// fn main() {}\nf();'), 'tokio')).toContain('async fn example');
  });
});

describe('tables', () => {
  test('are those whose header names a TCP type beside the methods', () => {
    const table = rows(
      '| Method | `TcpStream` (kernel) | Note | TcpDpdkStream |',
      '|---|:-:|---|---|',
      '| `connect()` | ✅ | x | yes |',
    );
    expect(table).toMatchObject({ line: 1, types: ['TcpStream', 'TcpDpdkStream'], unread: [] });
    expect(table?.claims).toEqual([
      { line: 3, type: 'TcpStream', item: 'connect', claim: 'present' },
      { line: 3, type: 'TcpDpdkStream', item: 'connect', claim: 'present' },
    ]);
    expect(readTables(['| Variable | Meaning |', '|---|---|', '| `A` | b |'])).toEqual([]);
    expect(readTables(['| TcpStream | TcpDpdkStream |'])).toEqual([]);
  });
  test.each([
    ['✅', 'present'],
    ['**Yes**, as tokio', 'present'],
    ['❌ no socket', 'absent'],
    ['No', 'absent'],
    ['—', 'absent'],
    ['not supported', 'absent'],
    ['partly', 'unclear'],
    ['', 'unclear'],
    ['⚠️', 'unclear'],
    ['nothing', 'unclear'],
  ])('the cell "%s" says %s', (cell, claim) => {
    expect(rows('| M | TcpDpdkStream |', '|---|---|', `| \`a\` | ${cell} |`)?.claims[0]?.claim).toBe(claim);
  });
  test('a row may name several methods, a type before them, traits and arguments', () => {
    const table = rows(
      '| M | TcpDpdkStream |',
      '|---|---|',
      '| `TcpStream::a`/`b(x, y)`, `AsyncRead` | yes |',
    );
    expect(table?.claims.map(({ item }) => item)).toEqual(['a', 'b', 'AsyncRead']);
  });
  test('a row that names none is told', () => {
    expect(rows('| M | TcpDpdkStream |', '|---|---|', '| connecting | yes |')).toMatchObject({
      claims: [],
      unread: [3],
    });
  });
  test('may name the method in the column of each type that has it', () => {
    const table = rows(
      '| tokio’s `TcpStream` | `TcpDpdkStream` | | note |',
      '|---|---|---|---|',
      '| `a` | `a` | present | `x` |',
      '| `b` | | absent | |',
      '| | `c` | added | |',
      '| `d` | no | | |',
      '| | | | none |',
    );
    expect(table?.types).toEqual(['TcpStream', 'TcpDpdkStream']);
    expect(table?.unread).toEqual([7]);
    expect(table?.claims.map(({ type, item, claim }) => `${type} ${item} ${claim}`)).toEqual([
      'TcpStream a present',
      'TcpDpdkStream a present',
      'TcpStream b present',
      'TcpDpdkStream b absent',
      'TcpStream c absent',
      'TcpDpdkStream c present',
      'TcpStream d present',
      'TcpDpdkStream d absent',
    ]);
  });
  test('end with the first line that is none of them', () => {
    const lines = ['| M | TcpDpdkStream |', '|---|---|', '| `a` | yes |', '', '| `b` | yes |'];
    expect(rows(...lines)?.claims).toHaveLength(1);
  });
});

describe('the probe', () => {
  const questions = [
    { type: 'TcpDpdkStream', item: 'peek' },
    { type: 'TcpDpdkStream', item: 'AsyncRead' },
    { type: 'TcpDpdkStream', item: 'nope' },
  ];
  const lines = probeSource(questions).split('\n');
  const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
  const error = (line: number, code: string): Diagnostic => ({
    kind: 'diagnostic',
    level: 'error',
    manifest: '',
    code,
    message: '',
    target: 'probe',
    file: 'src/bin/probe.rs',
    line,
    source: '',
    rendered: '',
  });
  const answersTo = (...errors: readonly Diagnostic[]) => {
    const { answers, again } = readAnswers(questions, errors);
    return [questions.map((question) => answers.get(question)), again.length];
  };

  test('asks one question a line', () => {
    for (const { item } of questions) expect(lines.filter((line) => line.includes(item))).toHaveLength(1);
  });
  test('takes no error for yes, a missing method or trait for no', () => {
    expect(answersTo()).toEqual([['present', 'present', 'present'], 0]);
    expect(answersTo(error(lineOf('nope'), 'E0599'))).toEqual([['present', 'present', 'absent'], 0]);
    expect(answersTo(error(lineOf('AsyncRead'), 'E0277'))).toEqual([['present', 'absent', 'present'], 0]);
    expect(answersTo(error(lineOf('peek'), 'E0624'))).toEqual([['absent', 'present', 'present'], 0]);
  });
  test('a method whose generics are not given is there', () => {
    expect(answersTo(error(lineOf('peek'), 'E0283'))).toEqual([['present', 'present', 'present'], 0]);
  });
  test('asks again what a name that does not exist has hidden', () => {
    expect(answersTo(error(lineOf('AsyncRead'), 'E0405'))).toEqual([[undefined, 'absent', undefined], 2]);
  });
  test('has no answer by an error nobody expects, or one outside of the questions', () => {
    expect(answersTo(error(lineOf('nope'), 'E9999'))).toEqual([['present', 'present', 'unclear'], 0]);
    expect(answersTo(error(2, 'E0432'))).toEqual([['unclear', 'unclear', 'unclear'], 0]);
  });
});

test('a guide becomes its programs: the examples with the socket, and one that asks each claim once', () => {
  const guide = [
    '```rust',
    'TcpDpdkSocket::new_v4()?;',
    '```',
    '```rust',
    'TcpDpdkStream::connect("a:1").await?;',
    '```',
    '| M | TcpDpdkStream | TcpStream |',
    '|---|---|---|',
    '| `a`, `a` | yes | yes |',
  ].join('\n');
  const work = guideWork(guide);
  expect([...guidePrograms(work, 'tokio').keys()]).toEqual(['example-2', 'probe']);
  expect(work.questions).toEqual([
    { type: 'TcpDpdkStream', item: 'a' },
    { type: 'TcpStream', item: 'a' },
  ]);
  expect(guidePrograms(guideWork('# nothing'), 'tokio').size).toBe(0);
});
