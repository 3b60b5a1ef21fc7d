import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SuiteDefinition } from '../../../harness/plan/suite.js';
import { reportInput } from '../../../harness/report/from-record.js';
import { run } from '../../../harness/run/run.js';
import { ALTERED, alterSubject } from '../../rig/altered-subject.js';
import { fixtures, must } from '../../rig/fixture-build.js';
import { labRun, labSuite } from '../../rig/lab-suite.js';
import { root, runCli, type Finished } from '../../rig/program.js';

const directory = ALTERED;
beforeEach(() => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const at = (name: string): string => join(directory, name);
const workDir = join(root, '.dpdk-conformance');

const edit = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
};
const sign = (path: string): void => {
  edit(path, 'reviewer = ""', 'reviewer = "A. Reader"');
  edit(path, 'date = ""', 'date = "2026-03-01"');
};

describe('the baseline of warnings', () => {
  const WARNS = 'use std::sync::atomic::{AtomicU32, Ordering};\n';
  const SOCKET = 'subject/src/net/tcp_dpdk/socket.rs';
  const flags = ['--work-dir', workDir, '--crate', 'subject'];
  const cli = (...args: readonly string[]): Promise<Finished> =>
    runCli([...args, ...flags], { cwd: directory });
  const verdict = async (): Promise<string> => {
    const { stdout } = await cli('run', '--out', 'out', '--criterion', 'AC-16');
    return /AC-16 +(?:met|FAILED|awaiting review|inconclusive).*/.exec(stdout)?.[0] ?? stdout;
  };

  it('is recorded, signed by a person, and tells what is new', async () => {
    alterSubject(at('subject'), {
      'src/net/tcp_dpdk/socket.rs': [[WARNS, `${WARNS}use std::fmt::Debug as Unused;\n`]],
    });
    expect(await verdict()).toContain('inconclusive');
    expect(await cli('baseline', 'record')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 warning in ') as string,
    });
    expect(await verdict()).toContain('awaiting review');
    sign(at('warnings-baseline.toml'));
    expect(await verdict()).toContain('met');
    edit(at(SOCKET), WARNS, `// some lines\n// further down\n${WARNS}`);
    expect(await verdict()).toContain('met');
    expect((await cli('baseline', 'record')).stdout).toContain('the same that were signed before');
    edit(at(SOCKET), WARNS, `${WARNS}use std::fmt::Display as Another;\n`);
    expect(await verdict()).toMatch(
      /FAILED.*new warning: src\/net\/tcp_dpdk\/socket.rs: unused_imports: .*Another/,
    );
  });

  it('is not recorded of a crate that does not compile', async () => {
    alterSubject(at('subject'), {
      'src/net/tcp_dpdk/socket.rs': [['const BUFFER: u32 = 65_536;', 'const BUFFER: u32 = "";']],
    });
    const { code, stderr } = await cli('baseline', 'record');
    expect(stderr).toContain('check-failed: saw error[E0308]');
    expect({ code, wrote: existsSync(at('warnings-baseline.toml')) }).toEqual({ code: 101, wrote: false });
  });
});

describe('the sign-off of the test files', () => {
  const NAMES = ['tcp_dpdk', 'tcp_dpdk_real', 'multi_process', 'worker_isolation'] as const;
  const suites = (): readonly SuiteDefinition[] =>
    NAMES.map((name) => ({ ...labSuite(), name, directory: at('suite') }));
  const verdict = async (): Promise<string> => {
    const options = await labRun(at('out'), labSuite(), { flags: { review: at('review.toml') } });
    const { events } = must(await run({ ...options, suites: suites(), criteria: ['AC-0.6'] }));
    const judged = reportInput(events).judgement.criteria.find(({ id }) => id === 'AC-0.6');
    return `${judged?.verdict ?? 'none'}: ${judged?.reasons.join('; ') ?? ''}`;
  };
  const draftOf = async (): Promise<void> => {
    const options = await labRun(at('out'), labSuite());
    const { events } = must(await run({ ...options, suites: suites(), criteria: ['AC-0.6'] }));
    const files = events.flatMap((event) => (event.event === 'scanned' ? event.files : []));
    const unique = [...new Map(files.map((file) => [file.path, file])).values()];
    const { writeDraft } = await import('../../../harness/static/review.js');
    await writeDraft(at('review.toml'), [], unique);
  };

  it('holds for the files as they were signed, and no longer when one changes', async () => {
    cpSync(join(fixtures, 'suites/lab'), at('suite'), { recursive: true });
    expect(await verdict()).toContain('awaiting-review: no sign-off of a person');
    await draftOf();
    expect(await verdict()).toContain('awaiting-review: no sign-off of a person');
    sign(at('review.toml'));
    expect(await verdict()).toMatch(/^met: \d+ files? signed by A. Reader on 2026-03-01$/);
    appendFileSync(at('suite/tests/lab.rs'), '// one line more\n');
    expect(await verdict()).toMatch(
      /^awaiting-review: stale: .*suite\/tests\/lab.rs changed after it was signed$/,
    );
  });

  it('is drafted by `review` for every file, and signed by nobody but a person', async () => {
    const review = () => runCli(['review'], { cwd: directory });
    const { code, stdout } = await review();
    expect(code).toBe(1);
    expect(stdout).toContain('suites/tcp_dpdk/tests/tcp_dpdk.rs');
    expect(readFileSync(at('review.toml'), 'utf8')).toMatch(/reviewer = ""\ndate = ""/);
    expect((await review()).code).toBe(1);
    expect(readFileSync(at('review.toml'), 'utf8').match(/\[\[review\]\]/g)).toHaveLength(2); // one in the comment
    sign(at('review.toml'));
    expect(await review()).toMatchObject({ code: 0, stdout: expect.stringContaining('A. Reader') as string });
    writeFileSync(at('review.toml'), 'review = 1\n');
    expect((await review()).stderr).toContain('review-unreadable');
  });
});
