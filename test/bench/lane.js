// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suites } from '../../dist/suites/index.js';
import { timed } from './measure.js';

/** @typedef {{ event: string, time: string, [field: string]: any }} RecordEvent */

const SUITE = 'tcp_dpdk';

/** Criteria of the suite whose tests run as well without the harness: those on an impaired wire or with a hostile peer need it. */
const criteriaByHand = () => {
  const tests = suites.find(({ name }) => name === SUITE)?.tests ?? [];
  const helped = tests.filter(({ impairment, hostile }) => impairment !== undefined || hostile === true);
  const needy = new Set(helped.flatMap(({ criteria }) => criteria));
  return [...new Set(tests.flatMap(({ criteria }) => criteria))].filter((id) => !needy.has(id));
};

/** Runs the harness on one lane over the tests of these criteria, warm. @param {import('./main.js').Bench} bench */
export const harnessRun = async ({ root, workDir, directory }) => {
  const out = join(directory, 'run');
  const criteria = criteriaByHand().flatMap((criterion) => ['--criterion', criterion]);
  const args = ['run', '--suite', SUITE, ...criteria, '--lanes', '1', '--out', out, '--work-dir', workDir];
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

/**
 * In a lane's own mounts: takes away the short list of drivers the lab puts before DPDK's own folder of them, so that a program finds DPDK
 * as it is installed.
 */
export const DPDK_AS_INSTALLED =
  'for at in $(cut -d" " -f5 /proc/self/mountinfo | grep "/dpdk/pmds-"); do umount "$at"; done';

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
