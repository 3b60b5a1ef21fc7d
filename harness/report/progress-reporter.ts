import type { Style } from '../../lib/term/style.js';
import type { RunEvent } from '../record/event.js';
import { advance, NO_PROGRESS } from './progress.js';
import type { ProgressLine } from './progress-lines.js';
import { statusLines, timeLeft, type EarlierDurations } from './progress-status.js';
import { duration } from './words.js';

/** Where progress is shown; `lib/term` has one for terminals and one for everything else. */
export interface ProgressOutput {
  /** True when `status` is shown: then a line need not repeat what it says. */
  readonly live: boolean;
  /** Adds a line that stays. */
  readonly line: (text: string) => void;
  /** Asks for the changing lines whenever they are to be drawn. */
  readonly status: (lines: () => readonly string[]) => void;
  /** Takes the changing lines away. */
  readonly end: () => void;
}

/** Tells a run while it goes on. */
export interface ProgressReporter {
  readonly take: (event: RunEvent) => void;
  readonly end: () => void;
}

const dressed = ({ tone, head, text }: ProgressLine, style: Style): string => {
  if (head === '') return style.dim(text);
  const dress = { plain: style.dim, good: style.good, bad: style.bad, warn: style.warn }[tone];
  return `${dress(head.padStart(12))} ${text}`;
};

/**
 * Makes a reporter for one run.
 * @param now milliseconds since the epoch.
 * @param earlier how long tests took in earlier runs, for the time left.
 */
export const progressReporter = (
  output: ProgressOutput,
  style: Style,
  now: () => number,
  earlier: EarlierDurations = new Map(),
): ProgressReporter => {
  let progress = NO_PROGRESS;
  output.status(() => statusLines(progress, now(), earlier).map(style.dim));
  const left = (): string => {
    const time = output.live ? undefined : timeLeft(progress, now(), earlier);
    return time === undefined || time < 1000
      ? ''
      : style.dim(`, about ${duration(Math.round(time / 1000) * 1000)} left`);
  };
  return {
    take: (event) => {
      const step = advance(progress, event);
      progress = step.progress;
      for (const line of step.lines) {
        output.line(`${dressed(line, style)}${line.tone === 'plain' ? '' : left()}`);
      }
    },
    end: output.end,
  };
};
