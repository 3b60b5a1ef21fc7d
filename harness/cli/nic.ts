import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import type { UserDriver } from '../../lib/nic/facts.js';
import { networkControllers } from '../../lib/nic/read/device.js';
import { STATE_DIRECTORY } from '../lab/state.js';
import { bindNics, planBind, type BindOrder, type PlannedBind } from '../nic/bind.js';
import { restoreNics, type NicRestoration } from '../nic/restore.js';
import { nicPaths } from '../nic/state.js';
import { nicStatuses } from '../nic/status.js';
import type { Cli } from './command.js';
import { interruptedExitCode } from './interrupt.js';
import { ok } from '../../lib/core/result.js';
import { planText, statusText } from './nic-text.js';
import { parsePages } from './parse-flag.js';
import { readAddresses } from './pci-addresses.js';

/** Options of the `nic` commands. */
export interface NicFlags {
  readonly json?: true;
  readonly driver?: UserDriver;
  readonly expect?: string;
  readonly hugepages?: string;
  readonly forget?: true;
}

type Output = Pick<Cli, 'out' | 'note'>;

const PATHS = nicPaths(STATE_DIRECTORY);

const asJson = (value: object): string => `${JSON.stringify({ schemaVersion: 1, ...value }, undefined, 2)}\n`;

const fail = (causes: readonly Cause[], { json }: NicFlags, io: Output, code: ExitCode): ExitCode => {
  if (json === true) io.out(asJson({ ok: false, causes }));
  for (const cause of causes) io.note(`${describeCause(cause)}\n`);
  return code;
};

/** `nic status`: looks, changes nothing. */
export const nicStatus = async (io: Output, texts: readonly string[], flags: NicFlags): Promise<ExitCode> => {
  const addresses = readAddresses(texts);
  if (!addresses.ok) return fail([addresses.error], flags, io, ExitCode.usage);
  const asked = addresses.value.length > 0 ? addresses.value : networkControllers();
  const statuses = await nicStatuses(PATHS, asked);
  io.out(flags.json === true ? asJson({ nics: statuses }) : statusText(statuses));
  return ExitCode.conformant;
};

const order = (addresses: readonly string[], { driver, expect }: NicFlags): BindOrder => ({
  addresses,
  ...(driver === undefined ? {} : { driver }),
  ...(expect === undefined ? {} : { expected: expect }),
});

const planOf = ({ fingerprint, plan }: PlannedBind): object =>
  plan.ok ? { ok: true, fingerprint, ...plan.value } : { ok: false, fingerprint, causes: plan.error };

/** `nic plan`: what `bind` would do. */
export const nicPlan = async (io: Output, texts: readonly string[], flags: NicFlags): Promise<ExitCode> => {
  const addresses = readAddresses(texts);
  if (!addresses.ok) return fail([addresses.error], flags, io, ExitCode.usage);
  const planned = await planBind(PATHS, order(addresses.value, flags));
  if (flags.json === true) io.out(asJson(planOf(planned)));
  if (!planned.plan.ok) {
    for (const cause of planned.plan.error) io.note(`${describeCause(cause)}\n`);
    return ExitCode.hostBlocked;
  }
  if (flags.json !== true) io.out(planText(planned.plan.value, planned.fingerprint));
  return ExitCode.conformant;
};

const tell = (restoration: NicRestoration, io: Output): void => {
  for (const text of restoration.notes) io.note(`${text}\n`);
  for (const text of restoration.differences) io.note(`not as before: ${text}\n`);
  for (const text of restoration.open) io.note(`not given back: ${text}\n`);
};

/** `nic bind`: all devices or none. */
export const nicBind = async (cli: Cli, texts: readonly string[], flags: NicFlags): Promise<ExitCode> => {
  const addresses = readAddresses(texts);
  if (!addresses.ok) return fail([addresses.error], flags, cli, ExitCode.usage);
  const pages = flags.hugepages === undefined ? ok(undefined) : parsePages('--hugepages', flags.hugepages);
  if (!pages.ok) return fail([pages.error], flags, cli, ExitCode.usage);
  const signal = cli.interruptible();
  const done = await bindNics(PATHS, {
    ...order(addresses.value, flags),
    ...(pages.value === undefined ? {} : { pages: pages.value }),
    signal,
  });
  if (!done.ok) return fail([done.error], flags, cli, ExitCode.hostBlocked);
  const outcome = done.value;
  switch (outcome.kind) {
    case 'refused':
      return fail(outcome.causes, flags, cli, ExitCode.hostBlocked);
    case 'failed': {
      const { cause, restoration } = outcome;
      if (flags.json === true) cli.out(asJson({ ok: false, causes: [cause], restoration }));
      cli.note(`${describeCause(cause)}\n`);
      tell(restoration, cli);
      return interruptedExitCode(signal) ?? ExitCode.hostBlocked;
    }
    case 'bound': {
      const { driver, changes } = outcome.plan;
      const bound = changes.filter(({ what }) => what === 'driver').map(({ address }) => address);
      if (flags.json === true) cli.out(asJson({ ok: true, driver, bound, changes }));
      else
        cli.out(
          bound.length === 0
            ? `nothing to do: on ${driver} already\n`
            : `${bound.map((address) => `${address} bound to ${driver}`).join('\n')}\ngive back: dpdk-conformance nic restore\n`,
        );
      return ExitCode.conformant;
    }
  }
};

/** `nic restore`: gives devices back and compares. */
export const nicRestore = async (
  io: Output,
  texts: readonly string[],
  flags: NicFlags,
): Promise<ExitCode> => {
  const addresses = readAddresses(texts);
  if (!addresses.ok) return fail([addresses.error], flags, io, ExitCode.usage);
  const done = await restoreNics(PATHS, addresses.value, flags.forget === true);
  if (!done.ok) return fail([done.error], flags, io, ExitCode.hostBlocked);
  const { restored, differences, open } = done.value;
  if (flags.json === true) io.out(asJson({ ok: open.length + differences.length === 0, ...done.value }));
  else if (restored.length > 0) io.out(`${restored.map((address) => `${address} given back`).join('\n')}\n`);
  else if (open.length === 0) io.out('nothing was left to give back\n');
  tell(done.value, io);
  if (open.length > 0) return ExitCode.hostBlocked;
  return differences.length > 0 ? ExitCode.notAsBefore : ExitCode.conformant;
};
