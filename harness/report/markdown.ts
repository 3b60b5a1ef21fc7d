import { shorten, visibleLine } from '../../lib/term/visible.js';

/** Text as it is on one line of Markdown: nothing in it can begin markup, a table cell or HTML. Code spans in backticks stay. */
export const inline = (text: string, length = 400): string =>
  shorten(visibleLine(text), length)
    .split(/(`[A-Za-z0-9_./: -]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_<>[\]|]/g, escaped)))
    .join('');

/** An underscore inside a word begins nothing; everything else gets a backslash. */
const escaped = (mark: string, offset: number, whole: string): string => {
  if (mark !== '_') return `\\${mark}`;
  const inWord = /\w/.test(whole[offset - 1] ?? ' ') && /\w/.test(whole[offset + 1] ?? ' ');
  return inWord ? mark : `\\${mark}`;
};

/** A code span that holds any text (CommonMark 6.1: the fence is longer than any run of backticks inside). */
export const code = (text: string): string => {
  const line = visibleLine(text).replaceAll('|', '\\|');
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
};
