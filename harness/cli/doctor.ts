import { ExitCode } from '../../lib/core/exit-code.js';
import { hostFindings } from '../host/causes.js';
import type { Finding } from '../host/checks/check.js';
import { DEFAULT_NEEDS, type HostNeeds } from '../host/facts.js';
import { readHostFacts } from '../host/read-facts.js';
import { STATE_DIRECTORY } from '../lab/state.js';
import type { Cli } from './command.js';

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
}

const nicFindings = async ({
  nics = [],
  stateDirectory = STATE_DIRECTORY,
}: DoctorOptions): Promise<readonly Finding[]> => {
  if (nics.length === 0) return [];
  const { readNicHostFacts } = await import('../host/nic/read.js');
  const findings = await import('../host/nic/findings.js');
  return findings.nicFindings(await readNicHostFacts(nics, stateDirectory));
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
  ];
  const causes = findings.flatMap(({ cause }) => cause ?? []);
  out(
    options.json === true
      ? `${JSON.stringify({ schemaVersion: 1, ok: causes.length === 0, checks: findings, causes }, undefined, 2)}\n`
      : findings.map(line).join('') + summary(findings),
  );
  return causes.length === 0 ? ExitCode.conformant : ExitCode.hostBlocked;
};
