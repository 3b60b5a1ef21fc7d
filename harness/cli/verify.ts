import { join, resolve } from 'node:path';
import { describeCause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { sha256 } from '../../lib/files/hash.js';
import { exists, isDirectory } from '../../lib/files/stat.js';
import { readText } from '../../lib/files/text.js';
import { verifyBundle } from '../report/verify.js';
import type { Cli } from './command.js';
import { readRecord } from './report-of.js';

/** `verify`: holds the folder of a run against the record in it. */
export const verify = async (cli: Cli, folder: string): Promise<ExitCode> => {
  const at = resolve(cli.cwd, folder);
  if (!isDirectory(at)) {
    const cause = {
      id: 'bundle-missing',
      seen: `${at}, which is no folder`,
      expected: 'the folder a run wrote: run.jsonl and its reports',
      fix: 'name what --out named',
    };
    cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
    return ExitCode.usage;
  }
  const input = await readRecord(cli.cwd, at);
  if (!input.ok) {
    cli.note(`dpdk-conformance: ${describeCause(input.error)}\n`);
    return ExitCode.usage;
  }
  const found = await verifyBundle(input.value, {
    text: async (name) => {
      const read = await readText(join(at, name));
      return read.ok ? read.value : undefined;
    },
    exists: (name) => exists(join(at, name)),
    sha256,
  });
  for (const { file, problem } of found) cli.out(`${file} ${problem}\n`);
  if (found.length === 0)
    cli.out(`${at}: every report follows from run.jsonl, and every file it names is there\n`);
  return found.length === 0 ? ExitCode.conformant : ExitCode.criteriaFailed;
};
