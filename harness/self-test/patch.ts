import { applyPatch, parsePatch, type StructuredPatch } from 'diff';
import { err, ok, type Result } from '../../lib/core/result.js';

/** A patch with the lines before it, which say what it is for. */
export interface Patch {
  /** `Name: value` lines, in their order. */
  readonly header: readonly (readonly [name: string, value: string])[];
  /** Files it changes, relative to the folder it is applied to. */
  readonly files: readonly string[];
  readonly diffs: readonly StructuredPatch[];
}

const FIELD = /^([A-Z][A-Za-z-]*): (.+)$/;

/** `a/src/lib.rs` as diff and git write it. */
const bare = (name: string | undefined): string => (name ?? '').replace(/^[ab]\//, '');

/** Reads a patch file: header lines, an empty line, a unified diff. The error says what is wrong, in words. */
export const parsePatchFile = (text: string): Result<Patch, string> => {
  const begin = text.search(/^--- /m);
  if (begin === -1) return err('there is no diff in it (no line that begins with "--- ")');
  const header: (readonly [string, string])[] = [];
  for (const line of text
    .slice(0, begin)
    .split('\n')
    .filter((one) => one.trim() !== '')) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined)
      return err(`saw "${line}" before the diff; expected "Name: value"`);
    header.push([name, value.trim()]);
  }
  try {
    const diffs = parsePatch(text.slice(begin));
    const files = diffs.map((diff) => bare(diff.newFileName));
    const hunks = diffs.every((diff) => diff.hunks.length > 0);
    if (!hunks || files.some((file) => file === '' || file.startsWith('/') || file.split('/').includes('..')))
      return err('its diff has a file without a change, or a path that leads out of the folder it is for');
    return ok({ header, files, diffs });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
};

/** The changed files by path. `read` gives a file's content, undefined when there is none. Context must fit exactly; lines may have moved. */
export const apply = (
  patch: Patch,
  read: (file: string) => string | undefined,
): Result<ReadonlyMap<string, string>, string> => {
  const changed = new Map<string, string>();
  for (const diff of patch.diffs) {
    const file = bare(diff.newFileName);
    const source = changed.get(file) ?? read(file);
    if (source === undefined) return err(`${file} does not exist`);
    const result = applyPatch(source, diff);
    if (result === false) return err(`it does not fit ${file} any more`);
    if (result === source) return err(`it changes nothing in ${file}`);
    changed.set(file, result);
  }
  return ok(changed);
};
