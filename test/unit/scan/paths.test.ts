import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discover } from '../../../harness/scan-io/discover.js';
import { scanPaths, type PathScan } from '../../../harness/scan-io/scan-paths.js';

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'scan-paths-')));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const write = (name: string, content: string): string => {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const manifest = (more = ''): string =>
  write('Cargo.toml', `[package]\nname = "subject"\nversion = "0.1.0"\nedition = "2021"\n${more}`);
const places = ({ findings }: PathScan): readonly string[] =>
  findings.map(({ file, line, item }) => `${file.slice(directory.length + 1)}:${String(line)} ${item}`);
const KERNEL = 'use std::net::TcpStream;\n';

describe('a scan of paths', () => {
  it('knows the test files whose business is kernel TCP, and scans what an in-scope file includes of them', async () => {
    manifest();
    write('tests/tcp_stream.rs', KERNEL);
    write('tests/rt_common.rs', KERNEL);
    write('tests/tcp_dpdk.rs', 'fn a() {}\n');
    const scan = await scanPaths([directory]);
    expect(places(scan)).toEqual([]);
    expect(scan.outOfScope).toEqual([
      join(directory, 'tests/rt_common.rs'),
      join(directory, 'tests/tcp_stream.rs'),
    ]);
    write('tests/tcp_dpdk.rs', 'mod tcp_stream;\n');
    expect(places(await scanPaths([directory]))).toEqual(['tests/tcp_stream.rs:1 std::net::TcpStream']);
  });

  it('follows re-exports of the library, of path dependencies and of renamed dependencies', async () => {
    manifest('[dependencies]\nhelper = { path = "helper" }\nkernel = { package = "tokio", version = "1" }\n');
    write('src/lib.rs', 'pub use std::net::TcpListener as Door;\n');
    write('helper/Cargo.toml', '[package]\nname = "helper"\nversion = "0.1.0"\n');
    write('helper/src/lib.rs', 'pub mod wire { pub use std::net::TcpStream as Wire; }\n');
    const test = write(
      'tests/tcp_dpdk.rs',
      'use helper::wire::*;\nuse subject::Door;\nfn a(_: Wire, _: kernel::net::TcpSocket) {}\n',
    );
    expect(places(await scanPaths([test]))).toEqual([
      'tests/tcp_dpdk.rs:2 std::net::TcpListener',
      'tests/tcp_dpdk.rs:3 std::net::TcpStream',
      'tests/tcp_dpdk.rs:3 tokio::net::TcpSocket',
    ]);
  });

  it('reads files no crate root reaches as well', async () => {
    manifest();
    write('tests/tcp_dpdk.rs', 'fn a() {}\n');
    write('tests/forgotten/part.rs', KERNEL);
    expect(places(await scanPaths([directory]))).toEqual(['tests/forgotten/part.rs:1 std::net::TcpStream']);
  });

  it.each([
    ['a module without a file', 'mod gone;\n', 'mod gone'],
    ['an include that is not there', 'include!("gone.rs");\n', 'file '],
    ['an include only the build knows', 'include!(concat!(env!("OUT_DIR"), "/x.rs"));\n', 'include!'],
    ['a string that never ends', 'const A: &str = "open;\n', 'unreadable source'],
    ['a brace that is never closed', 'fn a() {\n', 'unreadable source'],
    ['a file that is no text', 'fn a() { \u0000 }\n', 'unreadable source'],
  ])('finds %s', async (_, content, item) => {
    manifest();
    const test = write('tests/tcp_dpdk.rs', content);
    expect((await scanPaths([test])).findings.map((finding) => finding.item.startsWith(item))).toEqual([
      true,
    ]);
  });

  it('finds a module that is a folder where a file is expected', async () => {
    manifest();
    mkdirSync(join(directory, 'tests/part.rs'), { recursive: true });
    const test = write('tests/tcp_dpdk.rs', 'mod part;\n');
    expect(places(await scanPaths([test]))).toEqual(['tests/tcp_dpdk.rs:1 mod part']);
  });

  it('says which paths are not there', async () => {
    expect((await scanPaths([join(directory, 'gone')])).missing).toEqual([
      { path: join(directory, 'gone'), reason: 'ENOENT' },
    ]);
  });
});

describe('a second scan', () => {
  const cached = (): Promise<PathScan> => scanPaths([directory], join(directory, '.cache'));

  it('recalls what has not changed, and gives the same', async () => {
    manifest();
    write('tests/tcp_dpdk.rs', `${KERNEL}mod part;\n`);
    write('tests/part.rs', 'fn a() {}\n');
    const first = await cached();
    const second = await cached();
    expect([first.recalled, second.recalled]).toEqual([0, 1]);
    expect(second).toEqual({ ...first, recalled: 1 });
  });

  it('reads again when a file, an included file, the manifest or a missing file changes', async () => {
    manifest();
    const test = write('tests/tcp_dpdk.rs', 'include!("part.in");\nmod later;\n');
    const part = write('tests/part.in', 'fn a() {} // std::net::UdpSocket\n');
    const before = new Date('2020-01-01');
    utimesSync(part, before, before);
    await cached();
    const steps: (() => unknown)[] = [
      () => {
        write('tests/part.in', 'use std::net::TcpStream as Tcpsocks;');
        utimesSync(part, before, before);
      },
      () => write('tests/later.rs', KERNEL),
      () => manifest('[dependencies]\nkernel = { package = "tokio", version = "1" }\n'),
      () => write('tests/tcp_dpdk.rs', 'fn b(_: kernel::net::TcpSocket) {}\n'),
    ];
    const results: PathScan[] = [];
    for (const step of steps) {
      step();
      results.push(await cached());
    }
    expect(results.map(({ recalled }) => recalled)).toEqual([0, 0, 0, 0]);
    expect(results.map(({ findings }) => findings.length)).toEqual([2, 2, 2, 2]);
    expect(places(results[3] as PathScan)).toEqual([
      'tests/later.rs:1 std::net::TcpStream',
      'tests/tcp_dpdk.rs:1 tokio::net::TcpSocket',
    ]);
    expect(test).toBe(join(directory, 'tests/tcp_dpdk.rs'));
  });

  it('does without a cache that cannot be read or written', async () => {
    manifest();
    write('tests/tcp_dpdk.rs', KERNEL);
    write('.cache', 'a file where a folder is expected');
    expect(places(await cached())).toEqual(['tests/tcp_dpdk.rs:1 std::net::TcpStream']);
    chmodSync(join(directory, '.cache'), 0o600);
  });
});

describe('groups', () => {
  it('are packages: the manifest above a file decides', () => {
    manifest();
    const lib = write('src/lib.rs', '');
    write('member/Cargo.toml', '[package]\nname = "member"\nversion = "0.1.0"\n');
    const member = write('member/src/lib.rs', '');
    write('target/debug/build/out.rs', KERNEL);
    expect(discover([directory]).groups.map(({ directory: at, files }) => [at, files])).toEqual(
      expect.arrayContaining([
        [directory, [lib]],
        [join(directory, 'member'), [member]],
      ]),
    );
  });
});
