import { parse as parseToml } from 'smol-toml';
import type { z } from 'zod';
import { err, ok, type Result } from '../core/result.js';
import type { FileProblem } from './problem.js';
import { readText } from './text.js';

const read = async (
  path: string,
  kind: string,
  parse: (text: string) => unknown,
): Promise<Result<unknown, FileProblem>> => {
  const text = await readText(path);
  if (!text.ok) return text;
  try {
    return ok(parse(text.value));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ code: 'EPARSE', path, message: `${path} is not valid ${kind}: ${reason}` });
  }
};

/** Reads a JSON file. The value is not checked any further: see {@link readChecked}. */
export const readJson = (path: string): Promise<Result<unknown, FileProblem>> =>
  read(path, 'JSON', (text) => JSON.parse(text) as unknown);

/** Reads a TOML file. The value is not checked any further: see {@link readChecked}. */
export const readToml = (path: string): Promise<Result<unknown, FileProblem>> =>
  read(path, 'TOML', parseToml);

/** Reads a file (TOML when its name ends so, else JSON) and holds it against a schema; every breach is named with its place. */
export const readChecked = async <T>(path: string, schema: z.ZodType<T>): Promise<Result<T, FileProblem>> => {
  const value = path.endsWith('.toml') ? await readToml(path) : await readJson(path);
  if (!value.ok) return value;
  const checked = schema.safeParse(value.value);
  if (checked.success) return ok(checked.data);
  const breaches = checked.error.issues.map(
    (issue) => `${issue.path.length === 0 ? 'the file' : issue.path.map(String).join('.')}: ${issue.message}`,
  );
  return err({
    code: 'EPARSE',
    path,
    message: `${path} does not have the expected content: ${breaches.join('; ')}`,
  });
};
