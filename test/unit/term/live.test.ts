import { expect, test } from 'vitest';
import { plainOutput, terminalOutput } from '../../../lib/term/live.js';

/** What a terminal would show: understands line feed, cursor up and erase below. */
const screen = (): { write: (text: string) => void; rows: () => string[] } => {
  const rows = [''];
  let row = 0;
  const put = (text: string): void => {
    for (const character of text) {
      if (character === '\n') {
        row += 1;
        rows[row] ??= '';
      } else rows[row] = `${rows[row] ?? ''}${character}`;
    }
  };
  return {
    write: (text) => {
      // eslint-disable-next-line no-control-regex -- the escape sequences a terminal gets
      for (const part of text.split(/(\u001b\[\d*[AJ])/)) {
        // eslint-disable-next-line no-control-regex -- the same
        const up = /^\u001b\[(\d+)A$/.exec(part);
        if (up !== null) row -= Number(up[1]);
        else if (part === '\u001b[J') rows.splice(row, rows.length, '');
        else put(part);
      }
    },
    rows: () => rows,
  };
};

test('on a terminal lines stay above and the status changes below', () => {
  const { write, rows } = screen();
  const output = terminalOutput(write, () => 80, 60_000);
  let status = ['one', 'two'];
  output.status(() => status);
  output.line('first');
  expect(rows()).toEqual(['first', 'one', 'two', '']);
  status = ['three'];
  output.line('second');
  expect(rows()).toEqual(['first', 'second', 'three', '']);
  output.end();
  expect(rows()).toEqual(['first', 'second', '']);
});

test('a status never wraps', () => {
  const { write, rows } = screen();
  const output = terminalOutput(write, () => 10, 60_000);
  output.status(() => ['\u001b[2mabcdefghijklmnop\u001b[22m']);
  output.line('a line that stays may be as long as it likes');
  expect(rows()[1]).toBe('abcdefgh…');
  output.end();
});

test('elsewhere every line is appended and nothing else', () => {
  let text = '';
  const output = plainOutput((written) => {
    text += written;
  });
  output.status(() => ['never seen']);
  output.line('one');
  output.line('two');
  output.end();
  expect(text).toBe('one\ntwo\n');
});
