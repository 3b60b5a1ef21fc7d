import type { Cause } from '../core/cause.js';
import type { ChildExit } from '../proc/start.js';
import type { BuildLog } from './build-log.js';

const TYPES = ['TcpDpdkStream', 'TcpDpdkListener', 'TcpDpdkSocket', 'new_dpdk'];
const UNREACHABLE =
  /failed to (download|fetch|get|load source)|unable to update|could not resolve host|spurious network error|attempting to make an HTTP request, but --offline|no matching package named/i;

const firstError = (errors: readonly string[]): string =>
  (errors[0] ?? '').split('\n').find((line) => line.trim() !== '') ?? 'no message';

/** Why `cargo build` did not succeed, in one cause. `timeoutMs` is set when the build's own clock ran out. */
export const explainFailure = (timeoutMs: number | undefined, exit: ChildExit, log: BuildLog): Cause => {
  const errors = log.errors();
  if (timeoutMs !== undefined)
    return {
      id: 'build-timeout',
      seen: `cargo was still building after ${String(Math.round(timeoutMs / 1000))} s`,
      expected: 'a build within its time limit',
      fix: 'raise timeouts.build in dpdk-conformance.toml, or run again: what was compiled is kept',
    };
  if (exit.startError !== undefined || exit.exitCode === 127)
    return {
      id: 'cargo-not-started',
      seen: `cargo could not be started (${exit.startError ?? log.status()})`,
      expected: 'a Rust toolchain that runs',
      fix: 'check that "cargo --version" works',
    };
  if (exit.signal !== undefined || (exit.exitCode ?? 0) > 128)
    return {
      id: 'build-killed',
      seen: `cargo was ended from outside (${exit.signal ?? `status ${String(exit.exitCode)}`})`,
      expected: 'cargo to end by itself',
      fix: 'look for the out-of-memory killer in "dmesg", then run again',
    };
  if (log.hasCompilerErrors) {
    const missing = TYPES.filter((name) => errors.some((text) => text.includes(name)));
    if (
      missing.length > 0 &&
      log.errorCodes.some((code) => ['E0412', 'E0425', 'E0432', 'E0433', 'E0599'].includes(code))
    )
      return {
        id: 'subject-without-types',
        seen: `the compiler finds no ${missing.join(', ')} where the suites use it: ${firstError(errors)}`,
        expected:
          'a crate with tokio’s API plus tokio::net::{TcpDpdkStream, TcpDpdkListener, TcpDpdkSocket} and runtime::Builder::new_dpdk()',
        fix: 'give the folder of such a crate, or switch on the feature that holds them',
      };
    return {
      id: 'build-failed',
      seen: `the compiler reported errors; the first: ${firstError(errors)}`,
      expected: 'the subject and the suites to compile',
      fix: 'mend the errors listed with the build',
    };
  }
  const status = log.status();
  if (UNREACHABLE.test(status))
    return {
      id: 'registry-unreachable',
      seen: `cargo could not get a crate: ${firstError([status])}`,
      expected: 'every crate in cargo’s cache or its registry within reach',
      fix: 'give this machine access to the crate registry once (cargo fetch), then run again',
    };
  return {
    id: 'cargo-failed',
    seen: `cargo ended with status ${String(exit.exitCode)}: ${firstError([status])}`,
    expected: 'cargo to build the workspace',
    fix: 'mend what cargo says; its whole message is listed with the build',
  };
};
