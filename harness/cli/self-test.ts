import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { ok, type Result } from '../../lib/core/result.js';
import { sha256 } from '../../lib/files/hash.js';
import { takeLock } from '../../lib/files/lock.js';
import { ownerOf } from '../../lib/files/owner.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { packageVersion } from '../../lib/files/package-version.js';
import { suites } from '../../suites/index.js';
import type { Refusal } from '../run/options.js';
import { changedSince } from '../self-test-io/changed.js';
import type { SelfTestContext } from '../self-test-io/context.js';
import { runGuards } from '../self-test-io/guards.js';
import { runMutants } from '../self-test-io/mutants.js';
import { readPlanted } from '../self-test-io/read-planted.js';
import { chooseChanged, chooseNamed } from '../self-test/choose.js';
import type { Planted, Unreadable } from '../self-test/planted.js';
import { allKilled, killTable, tableText } from '../self-test/table.js';
import { isVoid, type Outcome } from '../self-test/verdict.js';
import { cacheDirectory } from './cache-directory.js';
import type { Cli } from './command.js';
import { interruptedExitCode } from './interrupt.js';

/** What commander makes of `self-test`'s options. */
export interface SelfTestFlags {
  readonly only?: readonly string[];
  readonly changed?: string | true;
  readonly json?: true;
  readonly workDir?: string;
}

interface Chosen {
  readonly planted: readonly Planted[];
  readonly unreadable: readonly Unreadable[];
}

const choose = async (flags: SelfTestFlags): Promise<Result<Chosen, Cause>> => {
  const { planted, unreadable } = await readPlanted(packageRoot);
  const named = chooseNamed([...planted, ...unreadable], flags.only ?? []);
  if (!named.ok) return named;
  const names = new Set(named.value);
  const chosen = {
    planted: planted.filter((one) => names.has(one)),
    unreadable: unreadable.filter((one) => names.has(one)),
  };
  if (flags.changed === undefined) return ok(chosen);
  const changed = await changedSince(packageRoot, flags.changed === true ? 'HEAD' : flags.changed);
  return changed.ok ? ok({ ...chosen, planted: chooseChanged(chosen.planted, changed.value) }) : changed;
};

const voided = ({ family, name, reason }: Unreadable): Outcome => ({
  family,
  name,
  defect: '?',
  expected: [],
  ...isVoid(reason),
  durationMs: 0,
});

const progress = (cli: Cli, total: number): ((outcome: Outcome) => void) => {
  let done = 0;
  return ({ verdict, name, durationMs }) => {
    done += 1;
    cli.note(`${verdict} ${String(done)}/${String(total)} ${name} (${(durationMs / 1000).toFixed(1)} s)\n`);
  };
};

const inUse = (pid: number): Cause => ({
  id: 'self-test-in-use',
  seen: `a self-test of this package is running (pid ${String(pid)})`,
  expected: 'one at a time: they share their copies',
  fix: 'wait for it',
});

const tryAll = async (
  context: SelfTestContext,
  planted: readonly Planted[],
): Promise<Result<readonly Outcome[], Refusal>> => {
  const guards = await runGuards(
    context,
    planted.filter((one) => one.family === 'guards'),
  );
  if (!guards.ok) return guards;
  const mutants = await runMutants(
    context,
    planted.filter((one) => one.family === 'mutants'),
  );
  return mutants.ok ? ok([...guards.value, ...mutants.value]) : mutants;
};

/** `self-test`: plants defects and sees whether they are found out. Exit 0 only when every one is, and each could be tried. */
export const selfTest = async (cli: Cli, flags: SelfTestFlags): Promise<ExitCode> => {
  const began = performance.now();
  const refuse = (cause: Cause, code: ExitCode): ExitCode => {
    cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
    return code;
  };
  const chosen = await choose(flags);
  if (!chosen.ok) return refuse(chosen.error, ExitCode.usage);
  const { planted, unreadable } = chosen.value;
  if (planted.length + unreadable.length === 0)
    return refuse(
      {
        id: 'nothing-selected',
        seen: 'no planted defect that --only and --changed leave',
        expected: 'at least one',
        fix: 'leave one of them out',
      },
      ExitCode.nothingSelected,
    );
  const signal = cli.interruptible();
  const context: SelfTestContext = {
    root: packageRoot,
    workDir: resolve(cli.cwd, flags.workDir ?? '.dpdk-conformance'),
    copies: join(cacheDirectory(cli) ?? tmpdir(), 'self-test', sha256(packageRoot).slice(0, 8)),
    suites,
    harnessVersion: packageVersion(),
    env: cli.env,
    signal,
    tell: progress(cli, planted.length),
  };
  const self = ownerOf(process.pid);
  if (self === undefined) throw new Error('/proc does not know this process');
  const lock = takeLock(join(context.copies, 'lock'), self);
  if (!lock.ok) return refuse(inUse(lock.error.pid), ExitCode.hostBlocked);
  const tried = await tryAll(context, planted).finally(lock.value.release);
  if (!tried.ok) return interruptedExitCode(signal) ?? refuse(tried.error.cause, tried.error.exitCode);
  const table = killTable([...unreadable.map(voided), ...tried.value], performance.now() - began);
  cli.out(flags.json === true ? `${JSON.stringify(table, null, 2)}\n` : tableText(table));
  return interruptedExitCode(signal) ?? (allKilled(table) ? ExitCode.conformant : ExitCode.criteriaFailed);
};
