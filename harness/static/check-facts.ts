import { dirname, isAbsolute, join, relative } from 'node:path';
import type { CheckOutcome, Diagnostic } from '../../lib/cargo/check.js';
import type { CheckFacts } from './facts.js';

const MAX_ERRORS = 20;
const MAX_TEXT = 8192;

/** Whose messages count: every package but the generated one. */
interface Subject {
  /** Manifest of the subject's package. */
  readonly manifest: string;
  /** Manifest of the generated crate. */
  readonly generated: string;
}

/** File of a message relative to the subject's folder; cargo runs rustc in the folder of the package. */
const fileOf = ({ file, manifest }: Diagnostic, subject: Subject): string | undefined => {
  if (file === undefined) return undefined;
  const path = isAbsolute(file) ? file : join(dirname(manifest), file);
  return relative(dirname(subject.manifest), path);
};

/** A library is compiled twice when a build script needs it too: the same message at the same place counts once. */
const once = (messages: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(messages.map((one) => [`${one.manifest}\0${one.rendered}`, one])).values(),
];

/** What a check tells about the subject: its compiler errors and warnings, apart from those of the generated crate. */
export const checkFacts = (outcome: CheckOutcome, subject: Subject): CheckFacts => {
  const counted = once(outcome.diagnostics.filter(({ manifest }) => manifest !== subject.generated));
  const errors = counted.filter(({ level }) => level === 'error');
  const warnings = counted.filter(({ level }) => level === 'warning');
  const success = errors.length === 0 && outcome.libraries.has(subject.manifest);
  const silent = !success && errors.length === 0;
  return {
    durationMs: outcome.durationMs,
    success,
    errors: errors.slice(0, MAX_ERRORS).map(({ rendered }) => rendered.slice(0, MAX_TEXT)),
    errorCount: errors.length,
    warnings: warnings.map((warning) => {
      const file = fileOf(warning, subject);
      return {
        ...(warning.code === undefined ? {} : { code: warning.code }),
        message: warning.message,
        ...(file === undefined ? {} : { file }),
        source: warning.source,
      };
    }),
    warningCount: warnings.length,
    ...(silent ? { problem: outcome.cause?.seen ?? 'cargo did not say whether it checked the crate' } : {}),
  };
};
