import { Command } from 'commander';
import type { Cli, CommandFactory } from './command.js';
import { baselineCommand } from './commands/baseline.js';
import { certifyCommand } from './commands/certify.js';
import { doctorCommand } from './commands/doctor.js';
import { labCommand } from './commands/lab.js';
import { guestWorkCommand } from './commands/guest-work.js';
import { diffCommand } from './commands/diff.js';
import { explainCommand } from './commands/explain.js';
import { initCommand } from './commands/init.js';
import { listCommand } from './commands/list.js';
import { matrixCommand } from './commands/matrix.js';
import { mergeCommand } from './commands/merge.js';
import { nicCommand } from './commands/nic.js';
import { peerCommand } from './commands/peer.js';
import { reviewCommand } from './commands/review.js';
import { runCommand } from './commands/run.js';
import { scanCommand } from './commands/scan.js';
import { reportCommand } from './commands/report.js';
import { selfTestCommand } from './commands/self-test.js';
import { verifyCommand } from './commands/verify.js';
import { packageVersion } from '../../lib/files/package-version.js';

const COMMANDS: readonly CommandFactory[] = [
  runCommand,
  scanCommand,
  listCommand,
  explainCommand,
  reportCommand,
  diffCommand,
  mergeCommand,
  certifyCommand,
  verifyCommand,
  matrixCommand,
  reviewCommand,
  baselineCommand,
  initCommand,
  doctorCommand,
  labCommand,
  nicCommand,
  peerCommand,
  selfTestCommand,
];

/** The whole command line: every command that exists, in the order help shows them. */
export const buildProgram = (cli: Cli): Command => {
  const program = new Command('dpdk-conformance')
    .description('Proves that a Rust crate runs its TCP over DPDK and behaves like tokio there.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: cli.out, writeErr: cli.note })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 conformant · 1 criteria failed · 2 usage · 3 host blocked · 4 nothing selected · 5 partial run · 6 not as before · 70 bug · 101 build failed',
    );
  for (const make of COMMANDS) {
    const command = make(cli);
    inherit(command, program, program.name());
    program.addCommand(command);
  }
  program.addCommand(guestWorkCommand(cli), { hidden: true });
  program.showHelpAfterError('Run `dpdk-conformance --help` to see the commands.');
  return program;
};

/** Commands made apart do not take over their parent's settings by themselves. `path` is how the user calls the parent. */
const inherit = (command: Command, parent: Command, path: string): void => {
  const full = `${path} ${command.name()}`;
  command.copyInheritedSettings(parent);
  command.showHelpAfterError(`Run \`${full} --help\` to see what it takes.`);
  for (const child of command.commands) inherit(child, command, full);
};
