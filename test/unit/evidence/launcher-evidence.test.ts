import { expect, test } from 'vitest';
import { ealEvidence } from '../../../harness/evidence/eal.js';
import { isolationEvidence } from '../../../harness/evidence/isolation.js';
import { readSockets } from '../../../harness/evidence/sockets.js';
import { parseTapAnswer } from '../../../harness/evidence/tap-answer.js';

const process = {
  pid: 2,
  version: 'DPDK 22.11.11',
  hugepagesKb: 65_536,
  ports: [{ name: 'net_tap0', mac: '02:00:00:00:00:10' }],
  parameters: ['x', '--in-memory'],
};

test('no answer of EAL is a problem', () => {
  expect(ealEvidence([])).toEqual({
    processes: [],
    problem: expect.stringContaining('no process') as string,
  });
});

test('each process counts once, by its best answer', () => {
  const broken = { ...process, version: '', ports: [], problem: 'ended early' };
  expect(ealEvidence([broken, process, process])).toEqual({ processes: [process] });
  expect(ealEvidence([process, { ...broken, pid: 3 }])).toMatchObject({
    processes: [{ pid: 2 }, { pid: 3 }],
    problem: 'ended early',
  });
});

test('what was counted on the ports of a process is told with it, over all its conversations', () => {
  const counted = { pid: 2, samples: 3, sent: 40, beside: 0 };
  const found = ealEvidence([process, { ...process, pid: 3 }], [counted, { ...counted, beside: 7 }]);
  expect(found.processes.map(({ pid, counters }) => ({ pid, counters }))).toEqual([
    { pid: 2, counters: { samples: 6, sent: 80, beside: 7 } },
    { pid: 3, counters: undefined },
  ]);
});

const counters = { activeOpens: 0, passiveOpens: 0, inSegs: 0, outSegs: 0 };
const look = { addresses: ['lo 127.0.0.1/8'], routes: [], kernelTcp: counters };

test('both looks into the namespace are told, and a missing one is a problem', () => {
  const after = { ...look, when: 'after' as const };
  expect(isolationEvidence('dc1-0-test', [after, { ...look, when: 'before' }])).toEqual([
    { namespace: 'dc1-0-test', ...look },
    { namespace: 'dc1-0-test', ...look },
  ]);
  expect(isolationEvidence('dc1-0-test', [after])[0]).toEqual({
    namespace: 'dc1-0-test',
    addresses: [],
    routes: [],
    problem: 'no look into it before the test',
  });
});

test('what came into being between the looks is told with the second', () => {
  const looks = [
    { ...look, when: 'before' as const, changes: [] },
    { ...look, when: 'after' as const, changes: ['address va0 192.0.2.77/24'] },
  ];
  const [before, after] = isolationEvidence('dc1-0-test', looks);
  expect(before).not.toHaveProperty('changes');
  expect(after.changes).toEqual(['address va0 192.0.2.77/24']);
});

const whole = { bytes: 0, droppedBytes: 0, ended: true };

test.each([
  ['no file', '/nonexistent/trace', whole, 'cannot be read'],
  ['no word of the launcher', import.meta.filename, undefined, 'did not tell how the trace ended'],
  ['an empty trace', '/dev/null', whole, 'no end of the test process'],
  ['a tracer that was killed', '/dev/null', { ...whole, ended: false }, 'the tracer did not run to its end'],
  ['a cut trace', '/dev/null', { ...whole, droppedBytes: 7 }, '7 bytes are missing'],
])('%s is no proof', async (_name, file, report, words) => {
  const found = await readSockets(file, report, { rootPid: 2, linkSocketsAllowed: false });
  expect(found.complete).toBe(false);
  expect(found.problem).toContain(words);
});

test.each([
  ['no JSON', 'hello', 'no JSON: hello'],
  ['an unknown shape', '{"summary":{"id":"x"}}', 'not understood'],
  ['a negative count', '{"begun":"x","strays":-1}', 'not understood'],
])('an answer of the capture that is %s is an error', (_name, line, words) => {
  expect(parseTapAnswer(line)).toEqual({ error: expect.stringContaining(words) as string });
});
