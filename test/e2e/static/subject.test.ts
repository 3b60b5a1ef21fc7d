import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gate } from '../../../harness/criteria/gate.js';
import type { RunEvent } from '../../../harness/record/event.js';
import type { JudgedCriterion } from '../../../harness/record/judgement.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { run } from '../../../harness/run/run.js';
import type { Flags } from '../../../harness/config/settings.js';
import { ALTERED, alterSubject, GOOD_GUIDE, type Alteration } from '../../rig/altered-subject.js';
import { must } from '../../rig/fixture-build.js';
import { labRun, labSuite } from '../../rig/lab-suite.js';

const CRITERIA = ['AC-15', 'AC-16', 'AC-17', 'AC-18', 'X-API'];
const STREAM = 'src/net/tcp_dpdk/stream.rs';
const SOCKET = 'src/net/tcp_dpdk/socket.rs';

const directory = ALTERED;
beforeEach(() => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

interface Outcome {
  readonly verdicts: Readonly<Record<string, string>>;
  readonly reasons: (id: string) => string;
  readonly events: readonly RunEvent[];
  readonly exitCode: number;
}

const look = async (crate: string, flags: Flags = {}): Promise<Outcome> => {
  const options = await labRun(join(directory, 'out'), labSuite(), {
    crate,
    flags: { baseline: join(directory, 'warnings-baseline.toml'), ...flags },
  });
  const { events } = must(await run({ ...options, criteria: CRITERIA }));
  const { record, judgement } = reportInput(events);
  const judged = new Map<string, JudgedCriterion>(
    [...judgement.criteria, ...judgement.beyond]
      .filter(({ id }) => CRITERIA.includes(id))
      .map((criterion) => [criterion.id, criterion]),
  );
  return {
    verdicts: Object.fromEntries([...judged].map(([id, { verdict }]) => [id, verdict])),
    reasons: (id) => judged.get(id)?.reasons.join('\n') ?? '',
    events,
    exitCode: gate(record, judgement, { certify: false }),
  };
};

const altered = (changes: Alteration, guide?: string | null): string =>
  alterSubject(join(directory, 'subject'), changes, guide);

const MET = { 'AC-15': 'met', 'AC-16': 'met', 'AC-17': 'met', 'AC-18': 'met', 'X-API': 'met' };

describe('a subject that is as it should be', () => {
  it('meets every criterion, and a second look takes no cargo', async () => {
    const crate = altered({});
    const { verdicts, exitCode, reasons, events } = await look(crate);
    expect(verdicts, CRITERIA.map(reasons).join('\n')).toEqual(MET);
    expect(exitCode).toBe(0);
    expect(events.some((event) => 'cached' in event && event.cached)).toBe(false);
    const again = await look(crate);
    expect(again.verdicts).toEqual(MET);
    expect(again.events.flatMap((event) => ('cached' in event ? [event.cached] : []))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    writeFileSync(join(crate, 'TOKIO_DPDK_GUIDE.md'), GOOD_GUIDE.replace('✅ | ❌', '✅ | ✅'));
    expect((await look(crate)).verdicts).toEqual({ ...MET, 'AC-17': 'failed' });
  });
});

describe('what is wrong with a subject turns its own criterion red', () => {
  it.each<{
    what: string;
    changes: Alteration;
    guide?: string | null;
    red: Readonly<Record<string, string>>;
    said: string;
  }>([
    {
      what: 'a type error',
      changes: { [SOCKET]: [['const BUFFER: u32 = 65_536;', 'const BUFFER: u32 = "64 KiB";']] },
      red: {
        'AC-15': 'failed',
        'AC-16': 'inconclusive',
        'AC-17': 'inconclusive',
        'AC-18': 'inconclusive',
        'X-API': 'inconclusive',
      },
      said: 'error[E0308]: mismatched types',
    },
    {
      what: 'a method without a doc comment',
      changes: {
        'Cargo.toml': [['missing_docs = "warn"', 'missing_docs = "allow"']],
        [STREAM]: [["    /// The number of the core the stream's worker is pinned to.\n", '']],
      },
      red: { 'AC-18': 'failed' },
      said: 'TcpDpdkStream::core_id has no doc comment',
    },
    {
      what: 'a method of tokio’s that is missing',
      changes: { [STREAM]: [['pub fn quickack(', 'pub fn quick_ack(']] },
      red: { 'X-API': 'failed' },
      said: 'TcpStream::quickack has no counterpart',
    },
    {
      what: 'a method with another signature',
      changes: { [STREAM]: [['pub fn quickack(&self)', 'pub fn quickack(&mut self)']] },
      red: { 'X-API': 'failed' },
      said: 'the counterpart of TcpStream::quickack has another signature: saw fn(&mut self) ->',
    },
    {
      what: 'an async method where tokio’s is none',
      changes: { [STREAM]: [['pub fn set_quickack(', 'pub async fn set_quickack(']] },
      red: { 'X-API': 'failed' },
      said: 'the counterpart of TcpStream::set_quickack has another signature: saw async fn(',
    },
    {
      what: 'a method that was agreed not to exist',
      changes: {
        [SOCKET]: [
          [
            'impl TcpDpdkSocket {\n',
            'impl TcpDpdkSocket {\n    /// Type of service.\n    ///\n    /// # Errors\n    /// None.\n    pub fn tos_v4(&self) -> io::Result<u32> {\n        Ok(0)\n    }\n\n',
          ],
        ],
      },
      red: { 'X-API': 'failed' },
      said: 'TcpSocket::tos_v4 has a counterpart, which was agreed not to exist',
    },
    {
      what: 'no guide',
      changes: {},
      guide: null,
      red: { 'AC-17': 'failed' },
      said: 'no TOKIO_DPDK_GUIDE.md',
    },
    {
      what: 'an example that does not compile',
      changes: {},
      guide: GOOD_GUIDE.replace('set_nodelay(true)', 'set_nodelay()'),
      red: { 'AC-17': 'failed' },
      said: 'TOKIO_DPDK_GUIDE.md:4: the example does not compile: error[E0061]',
    },
    {
      what: 'no example with the socket',
      changes: {},
      guide: GOOD_GUIDE.replaceAll('TcpDpdkSocket', 'TcpDpdkListener'),
      red: { 'AC-17': 'failed' },
      said: 'no Rust example with TcpDpdkSocket',
    },
    {
      what: 'a table that says yes of what is not there',
      changes: {},
      guide: GOOD_GUIDE.replace('✅ | ❌', '✅ | ✅'),
      red: { 'AC-17': 'failed' },
      said: 'TOKIO_DPDK_GUIDE.md:15: the table says linger is present in TcpDpdkStream; it is absent',
    },
    {
      what: 'a table that says no of what is there',
      changes: {},
      guide: GOOD_GUIDE.replace('| `connect()` | ✅ | ✅ |', '| `connect()` | ✅ | ❌ |'),
      red: { 'AC-17': 'failed' },
      said: 'the table says connect is absent in TcpDpdkStream; it is present',
    },
    {
      what: 'a table that says nothing clear',
      changes: {},
      guide: GOOD_GUIDE.replace('✅ | ❌', '✅ | partly'),
      red: { 'AC-17': 'inconclusive' },
      said: 'says neither yes nor no about linger',
    },
    {
      what: 'no table',
      changes: {},
      guide: GOOD_GUIDE.replaceAll('|', '/'),
      red: { 'AC-17': 'failed' },
      said: 'no table that compares',
    },
  ])('$what', async ({ changes, guide, red, said }) => {
    const { verdicts, reasons, exitCode } = await look(altered(changes, guide));
    expect(verdicts, CRITERIA.map(reasons).join('\n')).toEqual({ ...MET, ...red });
    expect(CRITERIA.map(reasons).join('\n')).toContain(said);
    expect(exitCode).toBe(1);
  });
});
