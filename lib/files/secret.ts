import { stat } from 'node:fs/promises';
import { err, ok, type Result } from '../core/result.js';
import { readText } from './text.js';

const FEWEST = 16;
/** Permissions of the group and of everybody. */
const OTHERS = 0o077;

/** A secret out of the first line of a file that nobody but its owner can read; the error says what is wrong with it. */
export const readSecret = async (path: string): Promise<Result<string, string>> => {
  const text = await readText(path);
  if (!text.ok) return err(text.error.message);
  const { mode } = await stat(path);
  if ((mode & OTHERS) !== 0) return err(`others may use it (mode ${(mode & 0o777).toString(8)})`);
  const secret = text.value.split('\n')[0]?.trim() ?? '';
  return secret.length < FEWEST ? err(`only ${String(secret.length)} characters`) : ok(secret);
};
