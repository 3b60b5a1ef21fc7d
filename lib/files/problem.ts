import { err, ok, type Result } from '../core/result.js';

/** Trouble with one file, as a value. `message` is a whole sentence: what was tried, on which path, what the system said. */
export interface FileProblem {
  /** The system's error name, e.g. `ENOENT`, `EACCES`, `ENOSPC`; `EPARSE` when the content could not be understood. */
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'the directory is not empty',
};

/** True for an error thrown by node:fs (it carries a system error name). */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';

/** Turns what node:fs threw into a {@link FileProblem}; anything else is a bug and is thrown on. */
export const fileProblem = (action: string, path: string, error: unknown): FileProblem => {
  if (!isSystemError(error)) throw error;
  const code = error.code ?? 'EUNKNOWN';
  return { code, path, message: `cannot ${action} ${path}: ${REASONS[code] ?? error.message}` };
};

/**
 * Runs file work that may meet expected trouble. `action` completes the sentence "cannot … PATH", e.g. `'write'`.
 * Use it around the throwing helpers of this folder where trouble belongs to the user (an output directory, say).
 */
export const attempt = async <T>(
  action: string,
  path: string,
  work: () => Promise<T> | T,
): Promise<Result<T, FileProblem>> => {
  try {
    return ok(await work());
  } catch (error) {
    return err(fileProblem(action, path, error));
  }
};
