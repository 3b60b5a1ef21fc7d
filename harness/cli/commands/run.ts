import { Command, Option } from 'commander';
import { STAGES } from '../../run/options.js';
import type { CommandFactory } from '../command.js';
import type { RunFlags } from '../run-options.js';

const collect = (value: string, sofar: readonly string[] = []): readonly string[] => [...sofar, value];

/** `run`: the main job. */
export const runCommand: CommandFactory = (cli) =>
  new Command('run')
    .description('run the suites against a subject and judge the evidence')
    .addOption(new Option('--crate <path>', 'judge the crate at PATH').conflicts('subject'))
    .option('--patch <name=path>', 'take a dependency of the crate from PATH (repeatable)', collect)
    .addOption(
      new Option('--stage <name>', 'one half of a run on a crate: its own tests, or ours').choices([
        ...STAGES,
      ]),
    )
    .option('--subject <name>', 'judge a subject of this package (default: reference)')
    .option('--suite <name>', 'run this suite only (repeatable)', collect)
    .option('--criterion <id>', 'run the tests of this criterion only (repeatable)', collect)
    .option('--profile <name>', 'grade of the lab: virtual (default), guest or real')
    .option('--lanes <n>', 'tests side by side, each lane on cores of its own')
    .option('--cores <list>', 'cores the run may use, e.g. 0,2-5')
    .option('--out <dir>', 'folder of the record and the reports (default: conformance-out)')
    .option('--work-dir <dir>', 'folder of builds kept between runs (default: .dpdk-conformance)')
    .option('--baseline <file>', 'recorded warnings of the subject (default: warnings-baseline.toml)')
    .option('--review <file>', 'sign-off of the test files (default: review.toml)')
    .option('--guide <file>', 'guide of the subject (default: its TOKIO_DPDK_GUIDE.md)')
    .option('--config <file>', 'configuration file (default: the nearest dpdk-conformance.toml)')
    .option('--build-timeout <seconds>', 'limit of each build')
    .option('--test-timeout <seconds>', 'limit of a test that states none')
    .option('--run-timeout <seconds>', 'limit of the whole run')
    .option('--certify', 'exit 0 only when all 24 criteria are met')
    .action(
      cli.action(async (flags: RunFlags) => {
        const { runAndReport } = await import('../run-and-report.js');
        return runAndReport(cli, flags);
      }),
    );
