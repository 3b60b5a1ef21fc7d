#!/usr/bin/env node
// @ts-check
// Usage: npm run bench -- [--json] [--only help|evidence|lanes|flood|scan]
// Ratios and figures measured side by side in this one run. The budgets are shown beside them; nothing here fails because of a time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evidence } from './evidence.js';
import { flood } from './flood.js';
import { help } from './help.js';
import { lanes } from './lanes.js';
import { scan } from './scan.js';

/** @typedef {{ root: string, workDir: string, directory: string }} Bench */
/** @typedef {{ name: string, value: number, unit: string, budget: number, detail: string }} Row */

/** @type {Readonly<Record<string, (bench: Bench) => Promise<Row[]>>>} */
const BENCHES = { help, evidence, lanes, flood, scan };

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
const names = values.only === undefined ? Object.keys(BENCHES) : [values.only];
const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'conformance-bench-'));
/** @type {Row[]} */
const rows = [];
try {
  for (const name of names) {
    const bench = BENCHES[name];
    if (bench === undefined) {
      process.stderr.write(`bench: saw --only ${name}; expected one of ${Object.keys(BENCHES).join(', ')}\n`);
      process.exitCode = 2;
      break;
    }
    process.stderr.write(`bench: ${name}\n`);
    rows.push(...(await bench({ root, workDir: join(root, '.dpdk-conformance'), directory })));
  }
} finally {
  rmSync(directory, { recursive: true });
}

/** @param {Row} row */
const figure = ({ value, unit }) => `${value.toFixed(unit === '×' ? 2 : 0)} ${unit}`;

if (values.json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, rows }, undefined, 2)}\n`);
else {
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  for (const row of rows) {
    const budget = `budget ${row.budget} ${row.unit}`;
    process.stdout.write(
      `${row.name.padEnd(width)}  ${figure(row).padStart(9)}  ${budget.padEnd(14)}  ${row.detail}\n`,
    );
  }
}
