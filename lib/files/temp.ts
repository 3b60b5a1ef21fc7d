import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a new private directory under `parent` (default: the system's directory for temporary files). Throws the system's error. */
export const makeTempDirectory = (prefix: string, parent: string = tmpdir()): Promise<string> =>
  mkdtemp(join(parent, `${prefix}-`));

/** Runs `work` with a private directory that is removed afterwards, whatever happened. */
export const withTempDirectory = async <T>(
  prefix: string,
  work: (directory: string) => Promise<T>,
): Promise<T> => {
  const directory = await makeTempDirectory(prefix);
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
