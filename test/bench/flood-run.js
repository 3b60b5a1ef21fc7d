// @ts-check
// Usage: node test/bench/flood-run.js OUT WORKDIR TEST: one run of one test of the fixture suite `behaviour`, by the engine itself.
import { join } from 'node:path';
import { loadSettings } from '../../dist/harness/config/load.js';
import { defineSuite } from '../../dist/harness/index.js';
import { run } from '../../dist/harness/run/run.js';

const [out = '', workDir = '', test = ''] = process.argv.slice(2);
const fixtures = join(import.meta.dirname, '../rig/fixtures');
const suite = defineSuite({
  name: 'tcp_dpdk',
  title: 'fixture',
  directory: join(fixtures, 'suites/behaviour'),
  needs: { ports: 1, cores: 1, provenFrom: 'virtual' },
  tests: [{ name: test, binary: 'behaviour', criteria: [], wire: 'none', timeoutSeconds: 120 }],
});
const settings = await loadSettings(process.cwd(), { out, workDir });
if (!settings.ok) throw new Error(settings.error.seen);
const result = await run({
  settings: settings.value,
  criteria: [],
  subject: { kind: 'crate', name: 'plain', path: join(fixtures, 'subjects/plain') },
  suites: [suite],
  harnessVersion: '0.0.0-bench',
  env: process.env,
});
if (!result.ok) throw new Error(result.error.cause.seen);
