#!/usr/bin/env node
// @ts-check
// Usage: node ci/test.js [--part lint|types|rust|unit|e2e|guest]… [arguments for vitest]
// Runs the parts asked for, all of them by default, and ends with one line `N passed, N failed` over all of them.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closingLine, sum } from './test/count.js';
import { lint, types, vitest } from './test/node-parts.js';
import { rust } from './test/rust-part.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @type {Readonly<Record<string, (args: readonly string[]) => Promise<import('./test/count.js').Count>>>} */
const PARTS = {
  lint: () => lint(root),
  types: () => types(root),
  unit: (args) => vitest(root, 'unit', args),
  rust: () => rust(root),
  e2e: (args) => vitest(root, 'e2e', args),
  guest: (args) => vitest(root, 'guest', args),
};

/** @param {readonly string[]} args @returns {{ parts: readonly string[], rest: readonly string[] }} */
const readArguments = (args) => {
  /** @type {string[]} */
  const parts = [];
  let at = 0;
  for (; args[at] === '--part'; at += 2) parts.push(args[at + 1] ?? '');
  return { parts: parts.length === 0 ? Object.keys(PARTS) : parts, rest: args.slice(at) };
};

const { parts, rest } = readArguments(process.argv.slice(2));
const rows = [];
for (const part of parts) {
  const work = PARTS[part];
  if (work === undefined) {
    process.stderr.write(`test: saw part \`${part}\`; expected one of: ${Object.keys(PARTS).join(', ')}\n`);
    process.exit(2);
  }
  process.stdout.write(`\n== ${part}\n`);
  const begin = performance.now();
  const count = await work(rest);
  rows.push({ part, count, seconds: (performance.now() - begin) / 1000 });
}
process.stdout.write('\n');
for (const { part, count, seconds } of rows)
  process.stdout.write(
    `${part.padEnd(6)} ${seconds.toFixed(1).padStart(7)} s  ${count.passed} good, ${count.failed} bad\n`,
  );
const total = sum(rows.map(({ count }) => count));
process.stdout.write(`${closingLine(total)}\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
