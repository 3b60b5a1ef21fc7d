import { describe, expect, it } from 'vitest';
import { parseCounts, parseList, parseLogfile } from '../../../lib/cargo/libtest.js';

const result = (words: string): string =>
  `test result: ${words}; 0 ignored; 0 measured; 3 filtered out; finished in 0.00s`;

describe('parseCounts', () => {
  it('reads the closing line', () => {
    const text = `\nrunning 1 test\ntest a ... ok\n\n${result('ok. 1 passed; 0 failed')}\n\n`;
    expect(parseCounts(text)).toEqual({ passed: 1, failed: 0, ignored: 0, filteredOut: 3 });
    expect(parseCounts(result('FAILED. 0 passed; 1 failed'))).toMatchObject({ failed: 1 });
  });

  it('takes only the very last line', () => {
    expect(parseCounts(`${result('ok. 1 passed; 0 failed')}\nmore words\n`)).toBeUndefined();
    expect(
      parseCounts(`${result('ok. 1 passed; 0 failed')}\n${result('FAILED. 0 passed; 1 failed')}\n`),
    ).toMatchObject({ failed: 1 });
  });

  it('has no result where libtest gave none', () => {
    expect(parseCounts('')).toBeUndefined();
    expect(parseCounts(`a ${result('ok. 1 passed; 0 failed')}`)).toBeUndefined();
  });
});

describe('parseLogfile', () => {
  it('reads each result of the one test', () => {
    expect(parseLogfile('ok a\n', 'a')).toEqual([{ name: 'a', result: 'ok' }]);
    expect(parseLogfile('failed a\n', 'a')).toEqual([{ name: 'a', result: 'failed' }]);
    expect(parseLogfile('failed: note: expected\nok a\n b a\n', 'a')).toEqual([
      { name: 'a', result: 'failed' },
    ]);
    expect(parseLogfile('ignored: why not a\n', 'a')).toEqual([{ name: 'a', result: 'ignored' }]);
  });

  it('shows every test that ran, when more or others ran', () => {
    expect(parseLogfile('', 'a')).toEqual([]);
    expect(parseLogfile('ok b\n', 'a')).toEqual([{ name: 'b', result: 'ok' }]);
    expect(parseLogfile('ok a\nok b\n', 'a')).toHaveLength(2);
  });
});

describe('parseList', () => {
  it('gives the tests and keeps what is none', () => {
    expect(parseList('a: test\nmodule::b: test\n')).toEqual({ tests: ['a', 'module::b'], other: [] });
    expect(parseList('a: test\nhello\nb: benchmark\n').other).toEqual(['hello', 'b: benchmark']);
  });
});
