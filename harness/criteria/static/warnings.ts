import type { EventOf } from '../../record/event.js';

/** A compiler warning by what does not change when lines move. */
export type Warning = EventOf<'checked'>['warnings'][number];

/** One text an identity: lint, words, file and source; not the line. */
export const warningKey = ({ code, message, file, source }: Warning): string =>
  JSON.stringify([code ?? '', message, file ?? '', source]);

/** Warnings that are not in the baseline. One the baseline has once and the crate twice is new once. */
export const newWarnings = (
  warnings: readonly Warning[],
  baseline: readonly Warning[],
): readonly Warning[] => {
  const left = new Map<string, number>();
  for (const known of baseline.map(warningKey)) left.set(known, (left.get(known) ?? 0) + 1);
  return warnings.filter((warning) => {
    const key = warningKey(warning);
    const remaining = left.get(key) ?? 0;
    left.set(key, remaining - 1);
    return remaining <= 0;
  });
};

/** A warning in one line, for people. */
export const describeWarning = ({ code, message, file, source }: Warning): string => {
  const about = source === '' ? '' : ` (\`${source.split('\n')[0] ?? ''}\`)`;
  return `${file ?? 'no file'}: ${code ?? 'warning'}: ${message}${about}`;
};
