import { join, relative, resolve } from 'node:path';
import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { packageVersion } from '../../lib/files/package-version.js';
import { isDirectory, isFile } from '../../lib/files/stat.js';
import { scanPaths } from '../scan-io/scan-paths.js';
import { IN_SCOPE } from '../scan-io/out-of-scope.js';
import { applyAllowances, type ScanAllowance } from '../scan/allowance.js';
import type { Finding } from '../scan/finding.js';
import type { ScanReport } from '../scan/report.js';
import { cacheDirectory } from './cache-directory.js';
import type { Cli } from './command.js';

/** What commander makes of `scan`'s options. */
export interface ScanFlags {
  readonly crate?: string;
  readonly semantic?: true;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly features?: string;
  readonly config?: string;
  readonly cache: boolean;
}

interface Target {
  readonly paths: readonly string[];
  readonly absent: readonly string[];
  /** The crate, when one was named. */
  readonly crate: string | undefined;
}

const usage = (seen: string, expected: string, fix: string): Result<never, Cause> =>
  err({ id: 'scan-usage', seen, expected, fix });

/** The in-scope test files of a crate, or of the member `tokio` of a workspace. */
const crateTarget = (crate: string): Result<Target, Cause> => {
  if (!isDirectory(crate))
    return usage(`no folder ${crate}`, "a subject's folder", 'give the folder that holds its Cargo.toml');
  const home = [crate, join(crate, 'tokio')].find((at) =>
    IN_SCOPE.some((name) => isFile(join(at, 'tests', `${name}.rs`))),
  );
  if (home === undefined)
    return usage(
      `no in-scope test file in ${join(crate, 'tests')}`,
      `one of ${IN_SCOPE.map((name) => `${name}.rs`).join(', ')}`,
      'give the folder of the crate, or paths to scan',
    );
  const files = IN_SCOPE.map((name) => join(home, 'tests', `${name}.rs`));
  return ok({ paths: files.filter(isFile), absent: files.filter((file) => !isFile(file)), crate: home });
};

const chooseTarget = (paths: readonly string[], flags: ScanFlags, cwd: string): Result<Target, Cause> => {
  if (flags.crate !== undefined && paths.length > 0)
    return usage('both paths and --crate', 'one of the two', 'leave one of them out');
  if (flags.crate !== undefined) return crateTarget(resolve(cwd, flags.crate));
  const absolute = (paths.length === 0 ? ['.'] : paths).map((path) => resolve(cwd, path));
  return ok({ paths: [...new Set(absolute)], absent: [], crate: undefined });
};

const readAllowances = async (
  flags: ScanFlags,
  cwd: string,
): Promise<Result<readonly ScanAllowance[], Cause>> => {
  const { CONFIG_NAME } = await import('../config/name.js');
  let path = flags.config === undefined ? undefined : resolve(cwd, flags.config);
  for (let at = cwd; path === undefined; at = join(at, '..')) {
    if (isFile(join(at, CONFIG_NAME))) path = join(at, CONFIG_NAME);
    else if (at === join(at, '..')) return ok([]);
  }
  const { readConfig } = await import('../config/load.js');
  const config = await readConfig(path);
  return config.ok ? ok(config.value.values.allowances ?? []) : config;
};

/** Path as shown: relative to the working directory when it lies in it. */
const shown = (cwd: string, path: string): string => {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
};

const showFinding = (cwd: string, finding: Finding): Finding => ({
  ...finding,
  file: shown(cwd, finding.file),
  message: finding.message.replaceAll(`${cwd}/`, ''),
  chain: finding.chain.map((step) => ({ ...step, file: shown(cwd, step.file) })),
});

const formatReport = async (report: ScanReport, format: ScanFlags['format']): Promise<string> => {
  switch (format) {
    case 'text':
      return (await import('../scan/format/text.js')).formatText(report);
    case 'json':
      return (await import('../scan/format/json.js')).formatJson(report);
    case 'sarif':
      return (await import('../scan/format/sarif.js')).formatSarif(report);
    case 'github':
      return (await import('../scan/format/github.js')).formatGithub(report);
  }
};

/** `scan`: exit 0 when clean, 1 with findings, 2 when it was asked wrongly or an allowance is wrong, 101 when clippy cannot build. */
export const scan = async (paths: readonly string[], flags: ScanFlags, cli: Cli): Promise<ExitCode> => {
  const fail = (cause: Cause): ExitCode => {
    cli.note(`${describeCause(cause)}\n`);
    return ExitCode.usage;
  };
  const target = chooseTarget(paths, flags, cli.cwd);
  if (!target.ok) return fail(target.error);
  const allowances = await readAllowances(flags, cli.cwd);
  if (!allowances.ok) return fail(allowances.error);
  const outcome = await scanPaths(target.value.paths, flags.cache ? cacheDirectory(cli) : undefined);
  const [missing] = outcome.missing;
  if (missing !== undefined)
    return fail({
      id: 'scan-usage',
      seen: `${missing.path}: ${missing.reason === 'ENOENT' ? 'there is no such file or folder' : `it cannot be read (${missing.reason})`}`,
      expected: 'files and folders that can be read',
      fix: 'mend the path',
    });
  if (outcome.files.length === 0 && outcome.outOfScope.length === 0)
    return fail({
      id: 'scan-usage',
      seen: 'no Rust file in what was named',
      expected: 'at least one .rs file',
      fix: 'name the folder that holds the tests',
    });
  let { findings } = outcome;
  if (flags.semantic === true) {
    const { addClippy } = await import('../scan-io/semantic.js');
    const directory = cacheDirectory(cli) ?? join(cli.cwd, '.dpdk-conformance');
    const merged = await addClippy(findings, {
      files: outcome.files,
      roots: target.value.paths.every(isFile) ? target.value.paths : outcome.files,
      features: flags.features?.split(',').filter((feature) => feature !== ''),
      targetDirectory: join(directory, 'clippy-target'),
      note: cli.note,
    });
    if (!merged.ok) {
      cli.note(`${describeCause(merged.error)}\n`);
      return ExitCode.buildFailed;
    }
    findings = merged.value;
  }
  const today = new Date().toISOString().slice(0, 10);
  const allowed = applyAllowances(
    findings.map((finding) => showFinding(cli.cwd, finding)),
    allowances.value,
    today,
  );
  const report: ScanReport = {
    findings: allowed.findings,
    used: allowed.used,
    errors: allowed.errors,
    filesScanned: outcome.files.length,
    outOfScope: outcome.outOfScope.map((path) => shown(cli.cwd, path)),
    absent: target.value.absent.map((path) => shown(cli.cwd, path)),
    toolVersion: packageVersion(),
  };
  cli.out(await formatReport(report, flags.format));
  if (report.findings.length > 0) return ExitCode.criteriaFailed;
  return report.errors.length > 0 ? ExitCode.usage : ExitCode.conformant;
};
