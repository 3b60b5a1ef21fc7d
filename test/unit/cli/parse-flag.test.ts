import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/files/package-root.js';
import {
  parseAddress,
  parseCores,
  parseCount,
  parseEndpoint,
  parsePatch,
  parseSeconds,
} from '../../../harness/cli/parse-flag.js';

describe('a core list', () => {
  it.each([
    ['0', [0]],
    ['0,2-5', [0, 2, 3, 4, 5]],
    ['3,1,1-2', [1, 2, 3]],
  ])('%s', (text, cores) => {
    expect(parseCores('--cores', text)).toEqual({ ok: true, value: cores });
  });
  it.each(['', ',', '1,', '-1', '1-', '5-2', 'a', '1.5', '0x1', '99999'])('refuses %j', (text) => {
    expect(parseCores('--cores', text)).toMatchObject({
      ok: false,
      error: { id: 'flag-invalid', seen: `--cores ${text}`, fix: 'give it like --cores 0,2-5' },
    });
  });
});

describe('a count', () => {
  it.each([
    ['1', 1],
    ['64', 64],
  ])('%s', (text, value) => {
    expect(parseCount('--lanes', text)).toEqual({ ok: true, value });
  });
  it.each(['0', '65', '-1', '1.5', '', 'two', '1e1'])('refuses %j', (text) => {
    expect(parseCount('--lanes', text)).toMatchObject({ ok: false, error: { seen: `--lanes ${text}` } });
  });
});

describe('seconds', () => {
  it.each([
    ['1', 1],
    ['0.5', 0.5],
    ['86400', 86_400],
  ])('%s', (text, value) => {
    expect(parseSeconds('--run-timeout', text)).toEqual({ ok: true, value });
  });
  it.each(['0', '86401', '-1', '', '1m', 'Infinity', 'NaN'])('refuses %j', (text) => {
    expect(parseSeconds('--run-timeout', text)).toMatchObject({ ok: false });
  });
});

describe('a patch', () => {
  const cwd = join(packageRoot, 'subjects');
  it('names a dependency and a crate, relative to the working folder', () => {
    expect(parsePatch(cwd, 'smoltcp=reference')).toEqual({
      ok: true,
      value: { name: 'smoltcp', path: join(cwd, 'reference') },
    });
  });
  it.each(['smoltcp', '=reference', 'smoltcp=', 'smol tcp=reference', 'smoltcp=nowhere'])(
    'refuses %j',
    (text) => {
      expect(parsePatch(cwd, text)).toMatchObject({ ok: false, error: { id: 'flag-invalid' } });
    },
  );
});

describe('where to listen', () => {
  it.each([
    ['192.0.2.1:7100', { host: '192.0.2.1', port: 7100 }],
    ['[2001:db8::1]:0', { host: '2001:db8::1', port: 0 }],
  ])('%s', (text, value) => {
    expect(parseEndpoint('--listen', text)).toEqual({ ok: true, value });
  });
  it.each(['7100', '192.0.2.1', 'localhost:7100', '2001:db8::1:7100', '192.0.2.1:65536', '[192.0.2:1', ''])(
    'refuses %j',
    (text) => {
      expect(parseEndpoint('--listen', text)).toMatchObject({ ok: false, error: { id: 'flag-invalid' } });
    },
  );
  it('an address alone is an IP address', () => {
    expect(parseAddress('--address', '2001:db8::1')).toEqual({ ok: true, value: '2001:db8::1' });
    expect(parseAddress('--address', 'peer.example')).toMatchObject({ ok: false });
  });
});
