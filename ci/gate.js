#!/usr/bin/env node
// @ts-check
// Usage: ci/gate [--store DIR] [--no-certify] [options of `dpdk-conformance run`]
// For a lab host: set-up, then `run --certify`. Each call keeps its record and reports in a folder of its own below DIR
// (default conformance-store), `DIR/latest` leads to the newest, and the exit code is that of the run.
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { capture, handOver } from './bootstrap/process.js';

const USAGE_ERROR = 2;
const OPTIONS = /** @type {const} */ ({
  store: { type: 'string', default: 'conformance-store' },
  'no-certify': { type: 'boolean', default: false },
});

/** The gate's own options, and what is left for the run, as it was given. @param {readonly string[]} args */
const readArguments = (args) => {
  const { values, tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  const own = new Set();
  for (const token of tokens)
    if (token.kind === 'option' && Object.hasOwn(OPTIONS, token.name)) {
      if (token.name === 'no-certify' && token.value !== undefined) continue;
      own.add(token.index);
      if (token.inlineValue === false) own.add(token.index + 1);
    }
  const { store } = values;
  return {
    store: typeof store === 'string' ? store : '',
    certify: values['no-certify'] !== true,
    rest: args.filter((_, index) => !own.has(index)),
  };
};

/** @param {{ store: string, rest: readonly string[] }} read */
const usageProblem = ({ store, rest }) => {
  if (store === '' || store.startsWith('-')) return 'saw --store without a directory; expected one after it';
  if (rest.some((arg) => arg.startsWith('--no-certify=')))
    return 'saw --no-certify with a value; expected none';
  if (rest.some((arg) => arg === '--out' || arg.startsWith('--out=')))
    return 'saw --out; expected --store DIR, below which the gate names the folder itself';
  return undefined;
};

/** @param {unknown} error @param {string} code */
const isError = (error, code) => error instanceof Error && 'code' in error && error.code === code;

/** Not `recursive`, which never ends where a file system takes no folder, as below /proc; and nothing of lib, which is not built yet. @param {string} path */
const mkdirp = (path) => {
  try {
    mkdirSync(path);
  } catch (error) {
    if (isError(error, 'EEXIST') && statSync(path).isDirectory()) return;
    if (!isError(error, 'ENOENT')) throw error;
    mkdirp(dirname(path));
    mkdirSync(path);
  }
};

/** Makes a folder that no other call has: time, then the commit judged, then a number if need be. @param {string} store */
const makeFolder = (store) => {
  const { status, stdout } = capture('git', ['rev-parse', '--short', 'HEAD']);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const name = status === 0 ? `${time}-${stdout.trim()}` : time;
  mkdirp(store);
  for (let number = 1; ; number += 1) {
    const folder = join(store, number === 1 ? name : `${name}-${number}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (!isError(error, 'EEXIST')) throw error;
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

/** @param {string} problem */
const refuse = (problem) => {
  process.stderr.write(`gate: ${problem}\n`);
  return USAGE_ERROR;
};

/** @param {string} store @returns {string | { problem: string }} */
const folderBelow = (store) => {
  try {
    return makeFolder(store);
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return { problem: `saw ${seen}; expected --store DIR to be a directory that can be written` };
  }
};

/** @param {readonly string[]} args */
const main = async (args) => {
  const read = readArguments(args);
  const problem = usageProblem(read);
  if (problem !== undefined) return refuse(problem);
  const store = resolve(read.store);
  const folder = folderBelow(store);
  if (typeof folder !== 'string') return refuse(folder.problem);
  const bootstrap = join(dirname(fileURLToPath(import.meta.url)), 'bootstrap.js');
  const began = new Date().toISOString();
  const exitCode = await handOver(process.execPath, [
    ...[bootstrap, 'run', '--', ...(read.certify ? ['--certify'] : [])],
    ...['--out', folder, ...read.rest],
  ]);
  const note = {
    began,
    ended: new Date().toISOString(),
    certify: read.certify,
    arguments: read.rest,
    exitCode,
  };
  writeFileSync(join(folder, 'gate.json'), `${JSON.stringify(note, undefined, 2)}\n`);
  pointLatest(store, folder);
  process.stderr.write(`gate: exit code ${exitCode}; kept in ${folder}\n`);
  return exitCode;
};

process.exitCode = await main(process.argv.slice(2));
