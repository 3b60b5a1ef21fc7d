import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { farmPrograms, plantProgram } from '../../rig/path-farm.js';
import { root, runProgram } from '../../rig/program.js';

const bootstrap = join(root, 'ci/bootstrap.js');
let directory = '';
let programs = '';
const calls = () => {
  const log = join(directory, 'apt-calls');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
};
/** An apt-get that notes how it was called and then does as told. */
const plantApt = (script: string) => {
  plantProgram(programs, 'apt-get', `echo "$DEBIAN_FRONTEND $*" >> "${directory}/apt-calls"\n${script}`);
};
const environment = () => ({ ...process.env, PATH: programs });
const run = (prefix: readonly string[] = [], job: readonly string[] = ['run', '--', '--help']) => {
  const [file = '', ...args] = [...prefix, process.execPath, bootstrap, ...job];
  return runProgram(file, args, { env: environment() });
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  chmodSync(directory, 0o755); // for the tests that are not root
  programs = join(directory, 'bin');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Not root any more, but still able to read the tree wherever it lies. */
const UNPRIVILEGED = [
  'setpriv',
  '--reuid=65534',
  '--clear-groups',
  '--inh-caps=+dac_read_search',
  '--ambient-caps=+dac_read_search',
];

describe('a host that lacks packages', () => {
  it('is given the exact list and commands when not root, and nothing is installed', async () => {
    farmPrograms(programs, ['strace', 'ethtool']);
    plantApt('exit 0');
    const { code, stdout, stderr } = await run(UNPRIVILEGED);
    expect(stderr).toContain('packages-missing: not root');
    expect(stderr).toContain('apt-get install -y --no-install-recommends strace ethtool\n');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(calls()).toEqual([]);
  });

  it('is given them when it is not Debian', async () => {
    farmPrograms(programs, ['strace']);
    plantApt('exit 0');
    writeFileSync(join(directory, 'os-release'), 'ID=fedora\nNAME="Fedora Linux"\n');
    const inOtherSystem = [
      'unshare',
      '--mount',
      'sh',
      '-c',
      `mount --bind "${directory}/os-release" "$(readlink -f /etc/os-release)" && exec "$@"`,
      'sh',
    ];
    const { code, stderr } = await run(inOtherSystem);
    expect(stderr).toContain('packages-missing: this is not Debian');
    expect(stderr).toContain('apt-get install -y --no-install-recommends strace\n');
    expect(code).toBe(3);
    expect(calls()).toEqual([]);
  });

  it('gets what is missing and only that, without an update it does not need', async () => {
    farmPrograms(programs, ['strace']);
    plantApt(`ln -s "$(command -v true)" "${programs}/strace"`);
    const { code, stdout } = await run();
    expect({ code, usage: stdout.includes('Usage: dpdk-conformance run') }).toEqual({ code: 0, usage: true });
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toMatch(/^noninteractive .* install .*\bstrace\b/);
    expect(calls()[0]).not.toContain('ethtool');
  });

  it('gets an update when the package lists do not do, and tries once more', async () => {
    farmPrograms(programs, ['strace']);
    plantApt(
      `case "$*" in *" update") touch "${directory}/updated" ;; *) test -e "${directory}/updated" && ln -s "$(command -v true)" "${programs}/strace" ;; esac`,
    );
    expect(await run()).toMatchObject({ code: 0 });
    expect(calls().map((call) => / (install|update)\b/.exec(call)?.[1])).toEqual([
      'install',
      'update',
      'install',
    ]);
  });

  it('is told what is still missing when apt fails', async () => {
    farmPrograms(programs, ['strace']);
    plantApt('echo "E: no space left" >&2; exit 100');
    const { code, stderr } = await run();
    expect(stderr).toContain('E: no space left');
    expect(stderr).toContain('apt-get did not bring everything');
    expect(stderr).toContain('install -y --no-install-recommends strace\n');
    expect(code).toBe(3);
  });

  it('ends the tests with a closing line that says failed', async () => {
    farmPrograms(programs, ['strace']);
    const { code, stdout } = await run(UNPRIVILEGED, ['test']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '0 passed, 1 failed\n' });
  });
});

describe('a host that has everything', () => {
  it('is not touched', async () => {
    farmPrograms(programs, []);
    plantApt('exit 0');
    expect(await run()).toMatchObject({ code: 0 });
    expect(calls()).toEqual([]);
  });

  it('gets the exit code of what it handed over to', async () => {
    farmPrograms(programs, []);
    expect(await run([], ['run', '--', '--no-such-option'])).toMatchObject({ code: 2 });
  });
});

describe('other trouble', () => {
  it('names a missing Rust toolchain', async () => {
    farmPrograms(programs, ['cargo', 'rustc']);
    const env = { ...environment(), CARGO_HOME: join(directory, 'no-cargo') };
    const { code, stderr } = await runProgram(process.execPath, [bootstrap, 'run'], { env });
    expect(stderr).toContain('rust-missing: saw no working cargo and no working rustc');
    expect(stderr).toContain('rustup toolchain install stable');
    expect(code).toBe(3);
  });

  it.each([[[]], [['frobnicate']], [['run', '--help']]])('refuses %j as usage', async (args: string[]) => {
    const { code, stderr } = await runProgram(process.execPath, [bootstrap, ...args]);
    expect(stderr).toContain('expected one of: run, test, bench');
    expect(code).toBe(2);
  });
});
