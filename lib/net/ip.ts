import { run, type ProcessResult } from '../proc/run.js';
import { netnsHandle } from './netns.js';

/** Runs many ip(8) commands in one process, `env` added to its environment; it stops at the first that fails and says which (its line in the batch). */
export const ipBatch = (
  commands: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProcessResult> => run('ip', ['-batch', '-'], { input: `${commands.join('\n')}\n`, env });

/** Runs a shell script (`sh -eu`) inside a named network namespace, `env` added to its environment. */
export const shellInNetns = (
  name: string,
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<ProcessResult> =>
  run('nsenter', [`--net=${netnsHandle(name)}`, 'sh', '-eu'], { input: script, env });

/** An interface as `ip -json address` shows it (the part used here). */
export interface InterfaceState {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly operstate: string;
  readonly addr_info: readonly {
    readonly family: string;
    readonly local: string;
    readonly prefixlen: number;
  }[];
}

/** The interfaces in a named network namespace, or undefined when it cannot be looked into. */
export const interfacesIn = async (name: string): Promise<readonly InterfaceState[] | undefined> => {
  const result = await run('nsenter', [`--net=${netnsHandle(name)}`, 'ip', '-json', 'address']);
  return result.exitCode === 0 ? (JSON.parse(result.stdout) as readonly InterfaceState[]) : undefined;
};
