// @ts-check
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuild } from '../bootstrap/build.js';
import { one, sum, vitestCount } from './count.js';
import { shown } from './run.js';

/** @param {string} root @param {string} program path below node_modules @param {readonly string[]} args */
const tool = (root, program, args) =>
  shown(root, process.execPath, [join(root, 'node_modules', program), ...args]);

/** @param {string} root */
export const lint = async (root) =>
  sum([
    one(await tool(root, 'eslint/bin/eslint.js', ['.', '--max-warnings', '0'])),
    one(await tool(root, 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])),
    one(await tool(root, 'knip/bin/knip.js', [])),
  ]);

/** The benchmarks import the compiled program, so that is there first. @param {string} root */
export const types = async (root) =>
  one(ensureBuild(root) && (await tool(root, 'typescript/bin/tsc', ['--noEmit', '-p', '.'])));

/** @param {string} path @returns {import('./count.js').VitestSummary | undefined} */
const readSummary = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** How many files at a time: end-to-end tests share the host, an emulated machine keeps one core busy. */
const PARALLEL = { unit: [], e2e: ['--no-file-parallelism'], guest: ['--max-workers=2'] };

/**
 * One vitest project. The compiled program is brought up to date first: end-to-end tests start it.
 * @param {string} root @param {'unit' | 'e2e' | 'guest'} project @param {readonly string[]} args
 */
export const vitest = async (root, project, args) => {
  if (project !== 'unit' && !ensureBuild(root)) return one(false);
  const report = join(root, '.dpdk-conformance/test', `${project}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const good = await tool(root, 'vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...PARALLEL[project],
    ...args,
  ]);
  return vitestCount(readSummary(report), good);
};
