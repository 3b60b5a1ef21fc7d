// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { timed } from './measure.js';

/** @typedef {{ event: string, time: string, [field: string]: any }} RecordEvent */

/** Criteria of suite tcp_dpdk whose tests run as well without the harness: those on an impaired wire or with a hostile peer need it. */
const CRITERIA = [
  ...['AC-1', 'AC-2', 'AC-3', 'AC-5', 'AC-6', 'AC-7', 'AC-8', 'AC-9', 'AC-10', 'AC-11', 'AC-13', 'AC-14'],
  ...[
    'X-CONNECT-IPV6',
    'X-CONNECT-REFUSED',
    'X-LISTENER-ACCEPT',
    'X-SPLIT',
    'X-INTO-SPLIT',
    'X-NODELAY-GET-SET',
  ],
];

/** Runs the harness on one lane over the tests of these criteria, warm. @param {import('./main.js').Bench} bench */
export const harnessRun = async ({ root, workDir, directory }) => {
  const out = join(directory, 'run');
  const criteria = CRITERIA.flatMap((criterion) => ['--criterion', criterion]);
  const args = [
    'run',
    '--suite',
    'tcp_dpdk',
    ...criteria,
    '--lanes',
    '1',
    '--out',
    out,
    '--work-dir',
    workDir,
  ];
  const result = await timed(process.execPath, [join(root, 'bin/dpdk-conformance.js'), ...args]);
  /** @type {RecordEvent[]} */
  const events = readFileSync(join(out, 'run.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { ...result, events };
};

/** Brings a lane up, runs a command in it as a test is run, takes it down. Only the command is timed. @param {import('./main.js').Bench} bench @param {readonly number[]} cores @param {readonly string[]} command */
export const inLane = async ({ root }, cores, command) => {
  const cli = join(root, 'bin/dpdk-conformance.js');
  const up = await timed(process.execPath, [cli, 'lab', 'up', '--cores', cores.join(','), '--json']);
  if (up.code !== 0) throw new Error(`lab up ended with ${up.code}`);
  try {
    const { enter } = JSON.parse(up.stdout);
    return await timed('sh', [enter, ...command]);
  } finally {
    await timed(process.execPath, [cli, 'lab', 'down']);
  }
};

/** The lane's environment is bare; cargo needs these besides. */
export const cargoEnvironment = () => [
  'env',
  `PATH=${process.env['PATH']}`,
  `CARGO_HOME=${process.env['CARGO_HOME'] ?? join(homedir(), '.cargo')}`,
  `RUSTUP_HOME=${process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup')}`,
];

/** True when cargo-nextest can be called. */
export const hasNextest = () =>
  [...(process.env['PATH'] ?? '').split(delimiter), join(homedir(), '.cargo/bin')].some((folder) =>
    existsSync(join(folder, 'cargo-nextest')),
  );
