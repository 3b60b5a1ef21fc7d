#!/usr/bin/env node
// @ts-check
// Usage: node ci/bootstrap.js run|test|bench [-- ARGS…]
// Installs only what is missing (Debian packages, npm dependencies, the build), then becomes the job. Plain Node, no dependency:
// it is the first thing that runs in a fresh clone.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './bootstrap/build.js';
import { ensureDependencies } from './bootstrap/node-modules.js';
import { handOver, say } from './bootstrap/process.js';
import { ensureRust } from './bootstrap/rust.js';
import { ensurePackages } from './bootstrap/system.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const EXIT = { usage: 2, hostBlocked: 3, buildFailed: 101 };

/** Program each job hands over to. The tests compile as one of their own counted checks. */
const JOBS = {
  run: { start: ['bin/dpdk-conformance.js', 'run'], build: true },
  test: { start: ['ci/test.js'], build: false },
  bench: { start: ['test/bench/main.js'], build: true },
};

/** @param {string} name @returns {name is keyof typeof JOBS} */
const isJob = (name) => name in JOBS;

const main = async () => {
  const [name = '', separator, ...args] = process.argv.slice(2);
  if (!isJob(name) || (separator !== undefined && separator !== '--')) {
    say(
      `saw \`${process.argv.slice(2).join(' ')}\`; expected one of: run, test, bench, then -- and its arguments`,
    );
    return EXIT.usage;
  }
  if (!ensurePackages(name) || !ensureRust() || !ensureDependencies(root)) {
    // Whoever reads the tests' closing line must find one: a run that could not begin has failed.
    if (name === 'test') process.stdout.write('0 passed, 1 failed\n');
    return EXIT.hostBlocked;
  }
  const { start, build } = JOBS[name];
  if (build && !ensureBuild(root)) return EXIT.buildFailed;
  const [program = '', ...first] = start;
  return handOver(process.execPath, [join(root, program), ...first, ...args]);
};

process.exitCode = await main();
