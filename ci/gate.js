#!/usr/bin/env node
// @ts-check
// Usage: ci/gate [--store DIR] [options of `dpdk-conformance run`]
// For a lab host: set-up, then `run --certify`. Each call keeps its record and reports in a folder of its own below DIR
// (default conformance-store), `DIR/latest` leads to the newest, and the exit code is that of the run.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture, handOver } from './bootstrap/process.js';

/** @param {readonly string[]} args */
const readArguments = (args) => {
  const at = args.indexOf('--store');
  if (at === -1) return { store: 'conformance-store', rest: args };
  return { store: args[at + 1] ?? '', rest: [...args.slice(0, at), ...args.slice(at + 2)] };
};

/** @param {readonly string[]} args */
const usageProblem = (args) => {
  const { store, rest } = readArguments(args);
  if (store === '' || store.startsWith('-')) return 'saw --store without a directory; expected one after it';
  if (rest.some((arg) => arg === '--out' || arg.startsWith('--out=')))
    return 'saw --out; expected --store DIR, below which the gate names the folder itself';
  return undefined;
};

/** Makes a folder that no other call has: time, then the commit judged, then a number if need be. @param {string} store */
const makeFolder = (store) => {
  const { status, stdout } = capture('git', ['rev-parse', '--short', 'HEAD']);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const name = status === 0 ? `${time}-${stdout.trim()}` : time;
  mkdirSync(store, { recursive: true });
  for (let number = 1; ; number += 1) {
    const folder = join(store, number === 1 ? name : `${name}-${number}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
};

/** @param {string} store @param {string} folder */
const pointLatest = (store, folder) => {
  const neighbour = join(store, `.latest-${process.pid}`);
  rmSync(neighbour, { force: true });
  symlinkSync(basename(folder), neighbour);
  renameSync(neighbour, join(store, 'latest'));
};

/** @param {readonly string[]} args */
const main = async (args) => {
  const problem = usageProblem(args);
  if (problem !== undefined) {
    process.stderr.write(`gate: ${problem}\n`);
    return 2;
  }
  const { store, rest } = readArguments(args);
  const folder = makeFolder(resolve(store));
  const bootstrap = join(dirname(fileURLToPath(import.meta.url)), 'bootstrap.js');
  const began = new Date().toISOString();
  const exitCode = await handOver(process.execPath, [
    bootstrap,
    'run',
    '--',
    '--certify',
    '--out',
    folder,
    ...rest,
  ]);
  const note = { began, ended: new Date().toISOString(), arguments: rest, exitCode };
  writeFileSync(join(folder, 'gate.json'), `${JSON.stringify(note, undefined, 2)}\n`);
  pointLatest(resolve(store), folder);
  process.stderr.write(`gate: exit code ${exitCode}; kept in ${folder}\n`);
  return exitCode;
};

process.exitCode = await main(process.argv.slice(2));
