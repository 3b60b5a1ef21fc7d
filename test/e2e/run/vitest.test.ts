import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportInput } from '../../../harness/report/from-record.js';
import { parseRecord } from '../../../harness/record/parse.js';
import { must } from '../../rig/fixture-build.js';
import { root, runCli, runProgram } from '../../rig/program.js';

const SUITE = 'multi_process';

/** What a record says, without what differs between any two runs: times, processes, addresses of the lane's memory, files' places. */
const essence = (path: string) => {
  const { events } = must(parseRecord(readFileSync(path, 'utf8')));
  const { judgement } = reportInput(events);
  return {
    kinds: [...new Set(events.map(({ event }) => event))].sort(),
    planned: events.flatMap((event) => (event.event === 'plan' ? event.tests : [])),
    executables: events.flatMap((event) => (event.event === 'test-started' ? [event.executableSha256] : [])),
    scanned: events.flatMap((event) => (event.event === 'scanned' ? event.files : [])),
    tests: judgement.tests.map(({ id, verdict, criteria }) => ({ id, verdict, criteria })),
    criteria: judgement.criteria.map(({ id, verdict, grade }) => ({ id, verdict, grade })),
  };
};

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'suite-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

it('a suite under vitest gives the record that `run` gives', async () => {
  const out = join(directory, 'cli');
  const cli = await runCli(['run', '--suite', SUITE, '--out', out], { cwd: root });
  expect(cli).toMatchObject({ code: 0 });
  const vitest = await runProgram(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'suites', `suites/${SUITE}`],
    { cwd: root },
  );
  expect(vitest).toMatchObject({ code: 0 });
  const [own, other] = [join(out, 'run.jsonl'), join(root, 'conformance-out', SUITE, 'run.jsonl')].map(
    essence,
  );
  expect(other).toEqual(own);
  expect(own?.tests.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass']);
});
