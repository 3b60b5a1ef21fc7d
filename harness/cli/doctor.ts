import { join } from 'node:path';
import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import type { LabFile } from '../config/lab-schema.js';
import { readLab } from '../config/load.js';
import { hostFindings } from '../host/causes.js';
import type { Finding } from '../host/checks/check.js';
import { DEFAULT_NEEDS, type HostNeeds } from '../host/facts.js';
import { readHostFacts } from '../host/read-facts.js';
import { STATE_DIRECTORY } from '../lab/state.js';
import type { Cli } from './command.js';
import { readAddresses } from './pci-addresses.js';

/** Options of `doctor`. */
export interface DoctorOptions {
  readonly json?: boolean;
  /** What a run would want; default: the main job on one lane. */
  readonly needs?: Partial<HostNeeds>;
  /** Directory whose file system the build fills. */
  readonly workDirectory: string;
  readonly stateDirectory?: string;
  /** NICs of a real host to be looked at as well. */
  readonly nics?: readonly string[];
  /** The lab of a real host, out of the configuration file. */
  readonly lab?: LabFile;
  /** Gateways and the Internet are asked through its first port. */
  readonly throughPort?: boolean;
}

const nicFindings = async ({
  nics = [],
  lab,
  stateDirectory = STATE_DIRECTORY,
}: DoctorOptions): Promise<readonly Finding[]> => {
  const addresses = [...new Set([...nics, ...(lab?.devices ?? []).map(({ pci }) => pci)])];
  if (addresses.length === 0) return [];
  const { readNicHostFacts } = await import('../host/nic/read.js');
  const findings = await import('../host/nic/findings.js');
  return findings.nicFindings(await readNicHostFacts(addresses, stateDirectory));
};

const labFindings = async ({ lab, throughPort = false }: DoctorOptions): Promise<readonly Finding[]> => {
  if (lab === undefined) return [];
  const { readReach } = await import('../host/reach/read.js');
  const { reachFindings } = await import('../host/reach/findings.js');
  const facts = await readReach(lab);
  if (!throughPort) return reachFindings(facts);
  const { readReachThroughPort } = await import('../real/reach.js');
  return reachFindings(await readReachThroughPort(lab, facts));
};

const line = ({ title, found, wanted, cause, advice }: Finding): string =>
  cause === undefined
    ? advice === undefined
      ? `ok       ${title}: ${found}\n`
      : `advice   ${title}: ${found}\n         wanted: ${wanted}\n         mend:   ${advice}\n`
    : `MISSING  ${title}: ${found}\n         wanted: ${wanted}\n         mend:   ${cause.fix}\n         cause:  ${cause.id}\n`;

const summary = (findings: readonly Finding[]): string => {
  const missing = findings.filter(({ cause }) => cause !== undefined).length;
  return missing === 0
    ? `\n${String(findings.length)} checks, all well: \`dpdk-conformance run\` can start here.\n`
    : `\n${String(findings.length)} checks, ${String(missing)} not as wanted; nothing was changed.\n`;
};

/**
 * `doctor`: finds what would block a run and says how to mend it. Changes nothing. Exit code 0 when a run can start,
 * 3 when the host blocks it.
 */
export const doctor = async (
  options: DoctorOptions,
  { out, env }: Pick<Cli, 'out' | 'env'>,
): Promise<ExitCode> => {
  const facts = await readHostFacts({
    env,
    workDirectory: options.workDirectory,
    ...(options.stateDirectory === undefined ? {} : { stateDirectory: options.stateDirectory }),
  });
  const findings = [
    ...hostFindings(facts, { ...DEFAULT_NEEDS, ...options.needs }),
    ...(await nicFindings(options)),
    ...(await labFindings(options)),
  ];
  const causes = findings.flatMap(({ cause }) => cause ?? []);
  out(
    options.json === true
      ? `${JSON.stringify({ schemaVersion: 1, ok: causes.length === 0, checks: findings, causes }, undefined, 2)}\n`
      : findings.map(line).join('') + summary(findings),
  );
  return causes.length === 0 ? ExitCode.conformant : ExitCode.hostBlocked;
};

/** What commander makes of `doctor`'s options. */
export interface DoctorFlags {
  readonly json?: true;
  readonly nic?: readonly string[];
  readonly config?: string;
  readonly throughPort?: true;
}

/** `doctor` as it is called: its NICs, and the lab of the configuration file. */
export const doctorWithFlags = async (cli: Cli, flags: DoctorFlags): Promise<ExitCode> => {
  const refuse = (cause: Cause): ExitCode => {
    cli.note(`${describeCause(cause)}\n`);
    return ExitCode.usage;
  };
  const nics = readAddresses(flags.nic ?? []);
  if (!nics.ok) return refuse(nics.error);
  const lab = await readLab(cli.cwd, flags.config);
  if (!lab.ok) return refuse(lab.error);
  const options = {
    json: flags.json === true,
    workDirectory: join(cli.cwd, '.dpdk-conformance'),
    nics: nics.value,
    ...(lab.value === undefined ? {} : { lab: lab.value }),
    throughPort: flags.throughPort === true,
  };
  return doctor(options, cli);
};
