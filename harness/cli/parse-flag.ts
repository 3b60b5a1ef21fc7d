import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isFile } from '../../lib/files/stat.js';

const wrong = (flag: string, text: string, expected: string, example: string): Result<never, Cause> =>
  err({ id: 'flag-invalid', seen: `${flag} ${text}`, expected, fix: `give it like ${flag} ${example}` });

/** A count from 1 to `most`. */
export const parseCount = (flag: string, text: string, most = 64): Result<number, Cause> => {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? ok(value) : wrong(flag, text, `a whole number from 1 to ${most}`, '2');
};

/** A time in seconds, at most a day. */
export const parseSeconds = (flag: string, text: string): Result<number, Cause> => {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  return value > 0 && value <= 86_400
    ? ok(value)
    : wrong(flag, text, 'seconds, more than 0 and at most 86400', '60');
};

/** A list of core numbers and ranges, as `taskset -c` takes it: `0,2-5`. Ascending, each once. */
export const parseCores = (flag: string, text: string): Result<readonly number[], Cause> => {
  const parts = text.split(',').map((part) => /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part));
  const cores = parts.flatMap((match) => {
    if (match === null) return [];
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  });
  return parts.includes(null) || cores.length === 0
    ? wrong(flag, text, 'core numbers and ranges', '0,2-5')
    : ok([...new Set(cores)].sort((a, b) => a - b));
};

/** Hugepages by size and number: `2M:64`, `1G:2`. */
export const parsePages = (
  flag: string,
  text: string,
): Result<{ readonly sizeKb: number; readonly count: number }, Cause> => {
  const [, digits, unit, count] = /^(\d{1,4})([KMG]):(\d{1,6})$/.exec(text) ?? [];
  const sizeKb = Number(digits) * { K: 1, M: 1024, G: 1024 ** 2 }[(unit ?? 'K') as 'K' | 'M' | 'G'];
  return sizeKb > 0 && Number(count) > 0
    ? ok({ sizeKb, count: Number(count) })
    : wrong(flag, text, 'a page size and a number of pages', '2M:64');
};

/** A dependency and the folder to take it from: `NAME=PATH`, the path relative to `cwd`. */
export const parsePatch = (
  cwd: string,
  text: string,
): Result<{ readonly name: string; readonly path: string }, Cause> => {
  const [, name, given] = /^([A-Za-z0-9_-]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || given === undefined)
    return wrong(
      '--patch',
      text,
      'the name of a dependency and the folder to take it from',
      'smoltcp=../smoltcp',
    );
  const path = resolve(cwd, given);
  return isFile(join(path, 'Cargo.toml'))
    ? ok({ name, path })
    : wrong('--patch', text, `a crate in ${path}, which has no Cargo.toml`, `${name}=FOLDER`);
};

/** An IP address of this host. */
export const parseAddress = (flag: string, text: string): Result<string, Cause> =>
  isIP(text) === 0 ? wrong(flag, text, 'an IP address of this host', '192.0.2.1') : ok(text);

/** `HOST:PORT`, the host as an IP address, an IPv6 one in brackets. */
export const parseEndpoint = (
  flag: string,
  text: string,
): Result<{ readonly host: string; readonly port: number }, Cause> => {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  return isIP(host) === 0 || port > 65_535
    ? wrong(flag, text, 'an IP address and a port', '198.51.100.7:7100')
    : ok({ host, port });
};
