import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../rig/program.js';
import { scanJson } from '../../rig/scan-findings.js';

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'scan-semantic-')));
  write('Cargo.toml', '[package]\nname = "subject"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n');
  write('src/lib.rs', '');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const write = (name: string, content: string): void => {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const semantic = async (): Promise<readonly string[]> => {
  const { findings } = await scanJson(['--semantic', '--no-cache', '--crate', '.'], directory);
  return findings.map(
    ({ file, line, item, layers }) => `${file}:${String(line)} ${item} ${layers.join('+')}`,
  );
};

describe('scan --semantic', () => {
  it('sees what only the compiler can, and merges what both see', async () => {
    write(
      'tests/tcp_dpdk.rs',
      [
        'use std::net::TcpListener;',
        '#[test]',
        'fn listens() {',
        '    let door = TcpListener::bind("[::1]:0").unwrap();',
        '    let _ = door.accept();',
        '}',
      ].join('\n'),
    );
    expect(await semantic()).toEqual([
      'tests/tcp_dpdk.rs:1 std::net::TcpListener scan+clippy',
      'tests/tcp_dpdk.rs:4 std::net::TcpListener scan+clippy',
      'tests/tcp_dpdk.rs:5 std::net::TcpListener::accept clippy',
    ]);
  });

  it('cannot be turned off by the package: attributes, lint tables, clippy.toml, its environment, other lints that are errors', async () => {
    write(
      'Cargo.toml',
      [
        '[package]\nname = "subject"\nversion = "0.1.0"\nedition = "2021"\n[workspace]',
        '[lints.clippy]\ndisallowed_types = "allow"\nneedless_return = "deny"\n[lints.rust]\nunused = "forbid"\n',
      ].join('\n'),
    );
    write('clippy.toml', 'disallowed-types = []\n');
    write('.cargo/config.toml', '[env]\nCLIPPY_CONF_DIR = { value = "/nowhere", force = true }\n');
    write(
      'tests/tcp_dpdk.rs',
      [
        '#![allow(clippy::all, clippy::disallowed_types, warnings)]',
        '#![deny(clippy::pedantic)]',
        '#[allow(clippy::disallowed_types)]',
        'fn wire(_: std::net::TcpStream) { return (); }',
      ].join('\n'),
    );
    expect(await semantic()).toEqual(['tests/tcp_dpdk.rs:4 std::net::TcpStream scan+clippy']);
  });

  it('fails when the tests do not build, whatever else was found', async () => {
    write('tests/tcp_dpdk.rs', 'use std::net::TcpStream;\nfn a() { missing() }\n');
    const { code, stdout, stderr } = await runCli(['scan', '--semantic', '--no-cache', '--crate', '.'], {
      cwd: directory,
    });
    expect({ code, stdout }).toEqual({ code: 101, stdout: '' });
    expect(stderr).toContain('cannot find function `missing`');
    expect(stderr).toContain('cargo clippy --tests');
  });
});
