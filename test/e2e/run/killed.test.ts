import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { restoreLab } from '../../../harness/lab/restore-lab.js';
import { statePaths } from '../../../harness/lab/state.js';
import { eventSchema } from '../../../harness/record/event.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { parseRecord } from '../../../harness/record/parse.js';
import { packageRoot } from '../../../lib/files/package-root.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { run } from '../../../lib/proc/run.js';
import { start } from '../../../lib/proc/start.js';
import { must } from '../../rig/fixture-build.js';
import { STATE } from '../../rig/lab-suite.js';

/** Processes in a network namespace; those that are dead but not yet reaped are not in one any more. */
const pidsIn = async (namespace: string): Promise<string> =>
  (await run('ip', ['netns', 'pids', namespace])).stdout.trim();

it('leaves no process, a readable record and a lab that can be put back when it is killed in the middle of a test', async () => {
  await withTempDirectory('dpdk-conformance-test', async (out) => {
    const namespaces: string[] = [];
    const child = start(process.execPath, [join(packageRoot, 'test/rig/run-to-be-killed.js'), out, STATE], {
      onLine: {
        1: (line) => {
          const event = eventSchema.parse(JSON.parse(line));
          if (event.event === 'lane-ready') namespaces.push(...Object.values(event.namespaces));
          if (event.event === 'eal') child.signal('SIGKILL'); // the first test is over, the second one runs
        },
      },
    });
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(namespaces.length).toBeGreaterThan(0);
    // Death by parent-death signal follows at once, but not in the same instant.
    for (const namespace of namespaces) while ((await pidsIn(namespace)) !== '');

    const parsed = must(parseRecord(readFileSync(join(out, 'run.jsonl'), 'utf8')));
    const { judgement } = reportInput(parsed.events);
    expect(judgement.tests.length).toBeGreaterThan(2);
    expect(judgement.tests.filter(({ verdict }) => verdict === 'pass').length).toBeLessThanOrEqual(1);

    expect(must(await restoreLab(statePaths(STATE)))).toMatchObject({ differences: [], complete: true });
    expect(namespaces.filter((name) => existsSync(join('/run/netns', name)))).toEqual([]);
  });
});
