// Runs the tcp_dpdk suite on the reference subject as the command line does, with a lab state of its own, and prints each event:
// a test kills this process in the middle. Arguments: the output folder, the state folder.
import { join } from 'node:path';
import { loadSettings } from '../../dist/harness/config/load.js';
import { run } from '../../dist/harness/run/run.js';
import { packageRoot } from '../../dist/lib/files/package-root.js';
import { suites } from '../../dist/suites/index.js';

const [out, stateDirectory] = process.argv.slice(2);
const settings = await loadSettings(packageRoot, { out, suites: ['tcp_dpdk'] });
const options = {
  settings: settings.value,
  criteria: [],
  subject: { kind: 'reference', name: 'reference', path: join(packageRoot, 'subjects/reference') },
  suites,
  harnessVersion: '0.0.0-test',
  env: process.env,
  stateDirectory,
};
await run(options, [
  (event) => {
    process.stdout.write(`${JSON.stringify(event)}\n`);
  },
]);
