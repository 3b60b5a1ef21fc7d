import { stripVTControlCharacters } from 'node:util';
import { shorten } from './visible.js';

/** Lines that stay, and below them on a terminal a few that change in place. */
export interface LiveOutput {
  readonly live: boolean;
  readonly line: (text: string) => void;
  readonly status: (lines: () => readonly string[]) => void;
  readonly end: () => void;
}

/** Append-only output for pipes, files and dumb terminals: the changing lines are never shown. */
export const plainOutput = (write: (text: string) => void): LiveOutput => ({
  live: false,
  line: (text) => {
    write(`${text}\n`);
  },
  status: () => undefined,
  end: () => undefined,
});

/** Erases the `count` lines above the cursor, which stands at the start of a line (ECMA-48: CUU, ED). */
const erase = (count: number): string => (count === 0 ? '' : `\u001b[${count}A\u001b[J`);

/** Cuts a line to the terminal, so that it never wraps; a line that is cut loses its colours. */
const fit = (line: string, columns: number): string => {
  const bare = stripVTControlCharacters(line);
  return Array.from(bare).length < columns ? line : shorten(bare, Math.max(1, columns - 1));
};

/**
 * Output on a terminal. The changing lines are redrawn with every line that stays and every `everyMs`; the timer keeps no
 * process alive. `columns` is asked for each drawing, as terminals are resized.
 */
export const terminalOutput = (
  write: (text: string) => void,
  columns: () => number,
  everyMs = 200,
): LiveOutput => {
  let drawn = 0;
  let lines: () => readonly string[] = () => [];
  let timer: NodeJS.Timeout | undefined;
  const draw = (staying: string): void => {
    const now = lines().map((line) => fit(line, columns()));
    const below = now.map((line) => `${line}\n`).join('');
    if (staying !== '' || drawn > 0 || now.length > 0) write(`${erase(drawn)}${staying}${below}`);
    drawn = now.length;
  };
  return {
    live: true,
    line: (text) => {
      draw(`${text}\n`);
    },
    status: (next) => {
      lines = next;
      timer ??= setInterval(() => {
        draw('');
      }, everyMs).unref();
    },
    end: () => {
      clearInterval(timer);
      timer = undefined;
      lines = () => [];
      draw('');
    },
  };
};
