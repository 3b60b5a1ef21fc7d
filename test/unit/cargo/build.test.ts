import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, type BuildRequest } from '../../../lib/cargo/build.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { bindFixtures, buildFixtures, cargo, fixtures } from '../../rig/fixture-build.js';

const temp = <T>(work: (directory: string) => Promise<T>): Promise<T> =>
  withTempDirectory('dpdk-conformance-test', work);

const request = (directory: string): BuildRequest => ({
  cargo,
  directory,
  targetDirectory: join(directory, 'target'),
  targets: ['--lib'],
  packages: [],
  configs: [],
  timeoutMs: 120_000,
});

const crate = (directory: string, lib: string, extra: Readonly<Record<string, string>> = {}): void => {
  mkdirSync(join(directory, 'src'), { recursive: true });
  writeFileSync(
    join(directory, 'Cargo.toml'),
    '[package]\nname = "made"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n',
  );
  writeFileSync(join(directory, 'src/lib.rs'), lib);
  for (const [name, text] of Object.entries(extra)) writeFileSync(join(directory, name), text);
};

describe('build', () => {
  it('gives the test programs, the warnings and the progress', async () => {
    await temp(async (directory) => {
      const crates: string[] = [];
      const workspace = await bindFixtures(directory, 'plain', ['behaviour']);
      const outcome = await buildFixtures(directory, workspace, {
        onProgress: (progress) => crates.push(progress.crate),
      });
      expect(outcome.errors).toEqual([]);
      expect(outcome.executables.filter((program) => program.kind === 'test')).toEqual([
        expect.objectContaining({
          target: 'behaviour',
          manifest: join(workspace.directory, 'fixture-behaviour/Cargo.toml'),
        }),
      ]);
      expect(outcome.warnings).toEqual([
        {
          code: 'dead_code',
          message: 'function `never_used` is never used',
          file: join(fixtures, 'subjects/plain/src/lib.rs'),
        },
      ]);
      expect(new Set(crates)).toContain('tokio');
    });
  });

  it('gives the compiler’s own words when the subject does not compile', async () => {
    await temp(async (directory) => {
      const workspace = await bindFixtures(directory, 'broken', ['behaviour']);
      const outcome = await buildFixtures(directory, workspace);
      expect(outcome).toMatchObject({ success: false, cancelled: false, cause: { id: 'build-failed' } });
      expect(outcome.errors.join('\n')).toMatch(/error\[E0308\]: mismatched types/);
      expect(outcome.errors.join('\n')).toMatch(/"not a number"/);
    });
  });

  it('names the types a subject lacks', async () => {
    await temp(async (directory) => {
      const workspace = await bindFixtures(directory, 'without-types', ['behaviour']);
      const outcome = await buildFixtures(directory, workspace);
      expect(outcome.cause).toMatchObject({ id: 'subject-without-types' });
      expect(outcome.cause?.seen).toMatch(/finds no TcpDpdkStream/);
    });
  });

  it('goes on with what does not need a target that fails, and says what that one lacks', async () => {
    await temp(async (directory) => {
      mkdirSync(join(directory, 'tests'));
      crate(directory, 'pub fn there() {}', {
        'tests/good.rs': '#[test] fn t() { made::there(); }',
        'tests/lacking.rs': '#[test] fn t() { made::not_there(); }',
      });
      const tests = { ...request(directory), targets: ['--tests'] };
      const outcome = await build({ ...tests, keepGoing: true });
      expect(outcome.success).toBe(false);
      expect(outcome.executables.map(({ target }) => target)).toContain('good');
      expect(outcome.failures).toEqual([
        {
          manifest: join(directory, 'Cargo.toml'),
          target: 'lacking',
          error: 'cannot find function `not_there` in crate `made`',
        },
      ]);
    });
  });

  it('stops at its time limit with everything it started', async () => {
    await temp(async (directory) => {
      crate(directory, '', {
        'build.rs': 'fn main() { loop { std::thread::park(); } }',
      });
      const controller = new AbortController();
      let begun = false;
      const outcome = await build({
        ...request(directory),
        timeoutMs: 3000,
        signal: controller.signal,
        onProgress: () => {
          begun = true;
        },
      });
      expect(begun).toBe(true);
      expect(outcome).toMatchObject({ success: false, cause: { id: 'build-timeout' } });
    });
  });

  it('stops when it is cancelled, without a cause of its own', async () => {
    await temp(async (directory) => {
      crate(directory, '', { 'build.rs': 'fn main() { loop { std::thread::park(); } }' });
      const controller = new AbortController();
      const outcome = await build({
        ...request(directory),
        signal: controller.signal,
        onProgress: () => {
          controller.abort();
        },
      });
      expect(outcome).toMatchObject({ success: false, cancelled: true });
      expect(outcome.cause).toBeUndefined();
    });
  });

  it('tells an unreachable registry from a crate that does not compile', async () => {
    await temp(async (directory) => {
      crate(directory, '');
      writeFileSync(
        join(directory, 'Cargo.toml'),
        '[package]\nname = "made"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n[dependencies]\nnobody-has-this = { git = "https://192.0.2.99/none" }\n',
      );
      const config = join(directory, 'offline.toml');
      writeFileSync(config, '[net]\noffline = true\n');
      const outcome = await build({ ...request(directory), configs: [config] });
      expect(outcome).toMatchObject({ success: false, cause: { id: 'registry-unreachable' } });
    });
  });

  it('says when cargo cannot be started', async () => {
    await temp(async (directory) => {
      crate(directory, '');
      const outcome = await build({ ...request(directory), cargo: join(directory, 'no-cargo') });
      expect(outcome).toMatchObject({ success: false, cause: { id: 'cargo-not-started' } });
    });
  });

  it('keeps a bounded number of errors', async () => {
    await temp(async (directory) => {
      const lines = Array.from(
        { length: 200 },
        (_, n) => `pub fn f${String(n)}() -> u32 { "no number ${String(n)}" }`,
      );
      crate(directory, lines.join('\n'));
      const outcome = await build(request(directory));
      expect(outcome.errors).toHaveLength(21);
      expect(outcome.errors.at(-1)).toBe('… and 180 more errors');
    });
  });
});
