import { join } from 'node:path';
import { ExitCode } from '../../lib/core/exit-code.js';
import { hostCauses } from '../host/causes.js';
import { DEFAULT_NEEDS, type HostFacts } from '../host/facts.js';
import { readHostFacts } from '../host/read-facts.js';
import type { Cli } from './command.js';

const dpdkLine = ({ dpdk }: HostFacts): string =>
  dpdk.kind === 'found' ? `DPDK ${dpdk.version}` : 'no usable DPDK';

const detected = (facts: HostFacts): readonly string[] => [
  `${facts.os}, Linux ${facts.kernel}, ${facts.allowedCores.length} usable cores, ${(facts.memoryMb / 1024).toFixed(0)} GiB`,
  `${dpdkLine(facts)}, ${facts.rustc ?? 'no rustc'}, Node ${facts.node}, ${facts.root ? 'root' : 'not root'}`,
];

const next = (facts: HostFacts): readonly string[] => {
  const causes = hostCauses(facts, DEFAULT_NEEDS);
  const [first] = causes;
  if (first === undefined) return ['Nothing is in the way. Next: dpdk-conformance run'];
  const rest = causes.length === 1 ? '' : ` (${causes.length - 1} more: dpdk-conformance doctor)`;
  return [`In the way: ${first.id}: ${first.seen}${rest}`, `Next: ${first.fix}`];
};

/** `dpdk-conformance` alone: help, what was detected here, the next command. Looks only; changes nothing. */
export const showOverview = async (cli: Cli, help: string): Promise<ExitCode> => {
  cli.out(help);
  const facts = await readHostFacts({ env: cli.env, workDirectory: join(cli.cwd, '.dpdk-conformance') });
  const lines = ['', 'Here:', ...detected(facts).map((line) => `  ${line}`), '', ...next(facts), ''];
  cli.out(lines.join('\n'));
  return ExitCode.conformant;
};
