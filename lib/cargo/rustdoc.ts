import { join, sep } from 'node:path';
import { err, ok, type Result } from '../core/result.js';
import { isFile, resolveLinks, statSize } from '../files/stat.js';
import { readJson } from '../files/structured.js';
import { writeExecutable } from '../files/executable.js';
import { cargoCheck, type CheckOutcome, type CheckRequest } from './check.js';

/** The crate to be documented. */
export interface RustdocRequest extends Omit<CheckRequest, 'what'> {
  /** Package as cargo takes it (The Cargo Book, "Package ID Specifications"). */
  readonly package: string;
  /** Name of its library target: underscores, no hyphens. */
  readonly library: string;
  /** Further flags of cargo, e.g. `--config PATH`. */
  readonly configs: readonly string[];
}

/**
 * Only rustdoc is told to take unstable options, by standing in its place: with `RUSTC_BOOTSTRAP` in cargo's own environment the build scripts
 * of many crates would believe in another compiler, and everything would be compiled anew.
 */
const WRAPPER =
  '#!/bin/sh\nRUSTC_BOOTSTRAP=1\nexport RUSTC_BOOTSTRAP\nexec "${DPDK_CONFORMANCE_RUSTDOC:-rustdoc}" "$@"\n';

/** Bytes of JSON that are read; tokio's own is about 20 MB. */
const MAX_JSON = 1 << 28;

/** Reads what rustdoc wrote: foreign code that was run meanwhile may have put anything in its place, a link to another file for one. */
const readWritten = async (path: string, targetDirectory: string): Promise<Result<unknown, string>> => {
  const [real, folder] = await Promise.all([resolveLinks(path), resolveLinks(targetDirectory)]);
  const fits = real.startsWith(folder + sep) && isFile(real) && (statSize(real) ?? 0) <= MAX_JSON;
  if (!fits) return err(`rustdoc wrote no file ${path} of at most ${String(MAX_JSON >> 20)} MiB`);
  const read = await readJson(real);
  return read.ok ? ok(read.value) : err(read.error.message);
};

/** Has rustdoc write a crate's public API as JSON and reads it. The outcome of cargo tells why when it does not. */
export const rustdocJson = async (
  request: RustdocRequest,
): Promise<{ readonly outcome: CheckOutcome; readonly json: Result<unknown, string> }> => {
  const { package: name, library, configs, ...call } = request;
  const wrapper = join(request.directory, 'rustdoc-json.sh');
  await writeExecutable(wrapper, WRAPPER);
  const path = join(request.targetDirectory, 'doc', `${library}.json`);
  const outcome = await cargoCheck(
    {
      ...call,
      env: {
        ...call.env,
        RUSTDOC: wrapper,
        ...(process.env['RUSTDOC'] === undefined ? {} : { DPDK_CONFORMANCE_RUSTDOC: process.env['RUSTDOC'] }),
      },
      what: [
        '--package',
        name,
        '--lib',
        ...configs,
        '--',
        '-Z',
        'unstable-options',
        '--output-format',
        'json',
      ],
    },
    'rustdoc',
  );
  if (!outcome.success) return { outcome, json: err(outcome.cause?.seen ?? 'it was cancelled') };
  return { outcome, json: await readWritten(path, request.targetDirectory) };
};
