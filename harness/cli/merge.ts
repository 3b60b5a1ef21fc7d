import { dirname, join, resolve, sep } from 'node:path';
import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { sha256 } from '../../lib/files/hash.js';
import { resolveLinks } from '../../lib/files/stat.js';
import { mergeRecords } from '../record/merge.js';
import { parseRecord } from '../record/parse.js';
import type { GivenRecord } from '../record/split.js';
import type { Cli } from './command.js';
import { concludeRun } from './conclude-run.js';
import { parseCount } from './parse-flag.js';
import { invalidRecord, readRecordText } from './report-of.js';
import { writeMerged } from './write-merged.js';

/** What commander makes of the options of `merge`. */
export interface MergeFlags {
  readonly out: string;
  readonly expect?: string;
  readonly certify?: true;
}

/** A record that is to be merged, and its folder. */
interface Found extends GivenRecord {
  readonly directory: string;
}

const readAll = async (cwd: string, records: readonly string[]): Promise<Result<readonly Found[], Cause>> => {
  const found: Found[] = [];
  for (const name of records) {
    const read = await readRecordText(cwd, name);
    if (!read.ok) return read;
    const { path, text } = read.value;
    const parsed = parseRecord(text);
    if (!parsed.ok) return err(invalidRecord(path, parsed.error));
    found.push({ name, parsed: parsed.value, directory: await resolveLinks(dirname(path)) });
  }
  return ok(found);
};

/** Writing must not take away what is merged. */
const inTheWay = (out: string, found: readonly Found[]): Cause | undefined => {
  const parts = join(out, 'parts');
  const lost = found.find(
    ({ directory }) => directory === out || directory === parts || directory.startsWith(parts + sep),
  );
  return lost === undefined
    ? undefined
    : {
        id: 'merge-out-in-use',
        seen: `--out ${out}, where the record ${lost.name} lies`,
        expected: 'a folder apart from the records that are merged',
        fix: 'give another folder with --out',
      };
};

const expected = (flags: MergeFlags, parts: number): Cause | undefined => {
  if (flags.expect === undefined) return undefined;
  const count = parseCount('--expect', flags.expect, 10_000);
  if (!count.ok) return count.error;
  return count.value === parts
    ? undefined
    : {
        id: 'merge-parts-missing',
        seen: `${parts} different part${parts === 1 ? '' : 's'}`,
        expected: `${count.value}, as --expect says`,
        fix: 'find the record of the part that is not there, or run it again',
      };
};

/**
 * `merge`: writes the record of several runs together with its reports, and prints the checklist; the exit code is the gate's, 5 where a part did
 * not come to its end. Nothing is written when the records are not parts of one run.
 */
export const merge = async (cli: Cli, records: readonly string[], flags: MergeFlags): Promise<ExitCode> => {
  const refuse = (cause: Cause): ExitCode => {
    cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
    return ExitCode.usage;
  };
  const found = await readAll(cli.cwd, records);
  if (!found.ok) return refuse(found.error);
  const merged = mergeRecords(found.value, sha256);
  if (!merged.ok) return refuse(merged.error);
  const out = await resolveLinks(resolve(cli.cwd, flags.out));
  const cause = expected(flags, merged.value.parts.length) ?? inTheWay(out, found.value);
  if (cause !== undefined) return refuse(cause);
  const folders = found.value.map(({ directory }) => directory);
  const written = await writeMerged(out, folders, merged.value);
  if (!written.ok) return refuse(written.error);
  for (const { part, count } of written.value.missing)
    cli.note(
      `dpdk-conformance: ${count} of the files that the record of part ${part} names are not beside it; the verdicts do not need them, \`verify\` will miss them\n`,
    );
  return concludeRun(cli, written.value.recordPath, flags.certify === true);
};
