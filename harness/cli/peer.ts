import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { findProgram } from '../../lib/files/stat.js';
import { packageVersion } from '../../lib/files/package-version.js';
import { readSecret } from '../../lib/files/secret.js';
import { buildNative } from '../run/build-native.js';
import { hostPeer } from '../peer/remote/host.js';
import type { Cli } from './command.js';
import { interruptedExitCode } from './interrupt.js';
import { parseAddress, parseEndpoint } from './parse-flag.js';

const BUILD_MS = 1_800_000;

/** Options of `peer`. */
export interface PeerFlags {
  readonly listen: string;
  readonly secretFile: string;
  readonly address: readonly string[];
  readonly capture?: true | string;
}

const unusable = (path: string, seen: string): Cause => ({
  id: 'secret-unusable',
  seen: `${path}: ${seen}`,
  expected: 'a file only its owner can read, with at least 16 characters in its first line',
  fix: `(umask 077; head -c 32 /dev/urandom | base64 > ${path})  # and copy it to the other host`,
});

const cannotListen = (listen: string, seen: string): Cause => ({
  id: 'peer-cannot-listen',
  seen: `${listen}: ${seen}`,
  expected: 'an address of this host and a port nobody uses',
  fix: 'give another with --listen',
});

const cannotCapture = (seen: string): Cause => ({
  id: 'peer-cannot-capture',
  seen,
  expected: 'wire-tap, which captures',
  fix: 'install Rust, or copy lib/native/target/release/wire-tap from a host that has it and name it: --capture PROGRAM',
});

/** Path of `wire-tap`: given, or built in the work folder. */
const wireTapOf = async (
  cli: Cli,
  capture: true | string,
  signal: AbortSignal,
): Promise<Result<string, Cause>> => {
  if (capture !== true) return ok(resolve(cli.cwd, capture));
  const cargo = findProgram('cargo', cli.env['PATH'] ?? '');
  if (cargo === undefined) return err(cannotCapture('no cargo in PATH, and no program given with --capture'));
  cli.out('building wire-tap\n');
  const problems: Cause[] = [];
  const tools = await buildNative({
    cargo,
    workDir: join(cli.cwd, '.dpdk-conformance'),
    timeoutMs: BUILD_MS,
    signal,
    emit: (event) => {
      if (event.event === 'blocked') problems.push(event.cause);
    },
  });
  if (tools !== undefined) return ok(tools.wireTap);
  return err(problems[0] ?? cannotCapture('the build was ended'));
};

/** `peer`: waits for harnesses until a signal comes. */
export const servePeer = async (cli: Cli, flags: PeerFlags): Promise<ExitCode> => {
  const refuse = (cause: Cause, code: ExitCode = ExitCode.usage): ExitCode => {
    cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
    return code;
  };
  const place = parseEndpoint('--listen', flags.listen);
  if (!place.ok) return refuse(place.error);
  const addresses = flags.address.map((text) => parseAddress('--address', text));
  const wrong = addresses.find((address) => !address.ok);
  if (wrong?.ok === false) return refuse(wrong.error);
  const path = resolve(cli.cwd, flags.secretFile);
  const secret = await readSecret(path);
  if (!secret.ok) return refuse(unusable(path, secret.error));
  const signal = cli.interruptible();
  const wireTap = flags.capture === undefined ? ok(undefined) : await wireTapOf(cli, flags.capture, signal);
  if (!wireTap.ok) return refuse(wireTap.error, ExitCode.hostBlocked);
  const peer = await hostPeer({
    ...place.value,
    secret: secret.value,
    version: packageVersion(),
    addresses: flags.address,
    ...(wireTap.value === undefined ? {} : { wireTap: wireTap.value }),
    tell: (line) => {
      cli.out(`${line}\n`);
    },
  });
  if (!peer.ok) return refuse(cannotListen(flags.listen, peer.error), ExitCode.hostBlocked);
  cli.out(`waiting on port ${String(peer.value.port)}\n`);
  if (!signal.aborted) await once(signal, 'abort');
  peer.value.close();
  return interruptedExitCode(signal) ?? ExitCode.conformant;
};
