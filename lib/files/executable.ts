import { chmod } from 'node:fs/promises';
import { writeText } from './text.js';

/** Writes a program of text (a script) and makes it executable. Throws the system's error. */
export const writeExecutable = async (path: string, content: string): Promise<void> => {
  await writeText(path, content);
  await chmod(path, 0o755);
};
