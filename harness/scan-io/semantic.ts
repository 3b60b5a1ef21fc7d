import { basename, dirname, join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { withTempDirectory } from '../../lib/files/temp.js';
import { writeText } from '../../lib/files/text.js';
import { isFile } from '../../lib/files/stat.js';
import { run } from '../../lib/proc/run.js';
import { clippyConfig, mergeClippy } from '../scan/clippy.js';
import type { Finding } from '../scan/finding.js';
import { orderFindings } from '../scan/scan.js';
import { readClippyOutput, type ClippyOutput } from './clippy-messages.js';
import { readPackage } from './manifest.js';

/**
 * Our two lints are forced to warn: no attribute and no flag can allow or cap them. All others are capped at warnings, for what they
 * say is not asked and must not keep the crate from being looked at. `-F` would do the first as well, but ends the look at a crate
 * at the first `allow` (E0453) and so hides the places it is about.
 */
const LINT_FLAGS = [
  ...['--cap-lints', 'warn'],
  ...['clippy::disallowed_types', 'clippy::disallowed_methods'].flatMap((lint) => ['--force-warn', lint]),
];

/** Makes clippy read our configuration, whatever environment the package's own `.cargo/config.toml` sets. */
const configFlags = (directory: string): readonly string[] => [
  ...['--config', `env.CLIPPY_CONF_DIR.value=${JSON.stringify(directory)}`],
  ...['--config', 'env.CLIPPY_CONF_DIR.force=true', '--config', 'env.CLIPPY_CONF_DIR.relative=false'],
];

const failed = (manifest: string, seen: string): Result<never, Cause> =>
  err({
    id: 'clippy-failed',
    seen: `cargo clippy failed on ${manifest}: ${seen}`,
    expected: 'tests that build, so that the compiler can tell what their names mean',
    fix: `mend what "cargo clippy --tests --manifest-path ${manifest}" reports (rustup component add clippy, where it is not installed)`,
  });

const packageOf = (path: string): string | undefined => {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (isFile(join(at, 'Cargo.toml'))) return at;
    if (at === dirname(at)) return undefined;
  }
};

/** Integration tests by name where all files are such, else everything. */
const targetFlags = (directory: string, files: readonly string[]): readonly string[] => {
  const tests = files.filter((file) => dirname(file) === join(directory, 'tests'));
  return tests.length === files.length
    ? tests.flatMap((file) => ['--test', basename(file, '.rs')])
    : ['--all-targets'];
};

const lint = async (
  directory: string,
  files: readonly string[],
  features: readonly string[],
  targetDirectory: string,
): Promise<Result<ClippyOutput, Cause>> =>
  withTempDirectory('scan-clippy', async (temp) => {
    const manifest = join(directory, 'Cargo.toml');
    await writeText(join(temp, 'clippy.toml'), clippyConfig());
    const locate = await run('cargo', [
      'locate-project',
      '--workspace',
      '--message-format',
      'plain',
      '--manifest-path',
      manifest,
    ]);
    if (locate.exitCode !== 0)
      return failed(manifest, locate.stderr.trim() || (locate.startError ?? 'it gave no reason'));
    const result = await run(
      'cargo',
      [
        ...['clippy', '--manifest-path', manifest, '--no-deps', '--keep-going', '--message-format=json'],
        ...targetFlags(directory, files),
        ...configFlags(temp),
        ...(features.length === 0 ? [] : ['--features', features.join(',')]),
        ...['--', ...LINT_FLAGS],
      ],
      { env: { CLIPPY_CONF_DIR: temp, CARGO_TARGET_DIR: targetDirectory }, maxOutput: 1 << 28 },
    );
    const output = readClippyOutput(result.stdout, dirname(locate.stdout.trim()));
    if (result.exitCode !== 0 || output.errors.length > 0)
      return failed(
        manifest,
        output.errors[0]?.trim() ??
          (result.stderr.trim().split('\n').slice(-5).join(' ') ||
            (result.startError ?? 'it gave no reason')),
      );
    return ok(output);
  });

/**
 * Adds the second layer: what clippy, with the scan's own configuration, sees in the packages of some files. Failing to build is a
 * failure, never "no findings". `targetDirectory` holds cargo's output and may be kept between calls.
 */
export const addClippy = async (
  findings: readonly Finding[],
  options: {
    /** Files the scan looked at, absolute. */
    readonly files: readonly string[];
    /** Root files among them, as given by the user; all of them when a folder was given. */
    readonly roots: readonly string[];
    /** Undefined: `full` and `dpdk`, where the package has them. */
    readonly features: readonly string[] | undefined;
    readonly targetDirectory: string;
    readonly note: (text: string) => void;
  },
): Promise<Result<readonly Finding[], Cause>> => {
  const byPackage = new Map<string, string[]>();
  for (const file of options.roots) {
    const directory = packageOf(file);
    if (directory === undefined)
      return err({
        id: 'clippy-failed',
        seen: `${file} belongs to no cargo package`,
        expected: 'a Cargo.toml above it',
        fix: 'leave --semantic out, or scan files of a package',
      });
    byPackage.set(directory, [...(byPackage.get(directory) ?? []), file]);
  }
  const covered = new Set(options.files);
  let merged = findings;
  for (const [directory, files] of byPackage) {
    options.note(`clippy looks at ${directory}\n`);
    const known = readPackage(directory)?.declaredFeatures ?? [];
    const features = options.features ?? ['full', 'dpdk'].filter((feature) => known.includes(feature));
    const output = await lint(directory, files, features, options.targetDirectory);
    if (!output.ok) return output;
    merged = mergeClippy(merged, output.value.places, (file) => covered.has(file));
  }
  return ok(orderFindings(merged));
};
