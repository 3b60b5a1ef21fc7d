import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { breach, findCycle } from '../rig/import-rules.js';
import { filesReading, readImports, sourceFiles, type Import } from '../rig/imports.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const files = sourceFiles(root);
const imports = readImports(root, files);

const imagined = (from: string, specifier: string, target?: string): Import => ({
  from,
  specifier,
  target,
  typeOnly: false,
});

describe('borders of the tree', () => {
  it('reads the sources at all', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports).toContainEqual(
      expect.objectContaining({ from: 'bin/dpdk-conformance.js', target: 'harness/cli/main.ts' }),
    );
  });

  it('keeps every import inside the borders', () => {
    expect(
      imports.flatMap((one) => {
        const why = breach(one);
        return why === undefined ? [] : [`${one.from} imports ${one.specifier}: ${why}`];
      }),
    ).toEqual([]);
  });

  it('has no relative import that leads nowhere', () => {
    expect(
      imports
        .filter(({ target }) => target !== undefined && !existsSync(join(root, target)))
        .map(({ from, specifier }) => `${from} imports ${specifier}`),
    ).toEqual([]);
  });

  it('has no cycle', () => {
    // Imports of types vanish when compiled; they may point both ways.
    expect(findCycle(imports.filter(({ typeOnly }) => !typeOnly))).toBeUndefined();
  });

  it('reads argv and the environment in the command line only', () => {
    const below = files.filter((path) => /^(?:harness\/(?!cli\/)|lib\/)/.test(path));
    // Where cargo is to be found is asked of PATH and CARGO_HOME.
    expect(filesReading(root, below, 'env').filter((path) => !path.startsWith('lib/cargo/'))).toEqual([]);
    // Programs of their own: the peer, whose one argument names its configuration, and the question for an identity in another namespace.
    const programs = ['harness/peer/main.ts', 'harness/host/reach/main.ts'];
    expect(filesReading(root, below, 'argv').filter((path) => !programs.includes(path))).toEqual([]);
  });
});

describe('the rules themselves', () => {
  it.each([
    ['lib/net/a.ts', '../../harness/run/b.js', 'harness/run/b.ts'],
    ['harness/run/a.ts', '../cli/b.js', 'harness/cli/b.ts'],
    ['harness/report/a.ts', '../run/b.js', 'harness/run/b.ts'],
    ['harness/report/a.ts', '../../lib/files/b.js', 'lib/files/b.ts'],
    ['harness/criteria/a.ts', 'node:os', undefined],
    ['harness/run/a.ts', 'execa', undefined],
    ['harness/run/a.ts', 'zx', undefined],
    ['harness/run/a.ts', 'zx/core', undefined],
    ['harness/report/a.ts', 'chalk', undefined],
    ['lib/net/a.ts', 'node:fs/promises', undefined],
    ['lib/net/a.ts', 'fs', undefined],
    ['ci/gate.js', 'node:child_process', undefined],
    ['suites/tcp_dpdk/suite.ts', '../../harness/plan/suite.js', 'harness/plan/suite.ts'],
    ['ci/gate.js', '../harness/cli/main.js', 'harness/cli/main.ts'],
    ['harness/run/a.ts', '../../test/rig/a.js', 'test/rig/a.ts'],
    ['harness/run/a.ts', '../../suites/index.js', 'suites/index.ts'],
  ])('%s may not import %s', (from, specifier, target) => {
    expect(breach(imagined(from, specifier, target))).toBeTypeOf('string');
  });

  it.each([
    ['harness/cli/a.ts', '../run/b.js', 'harness/run/b.ts'],
    ['harness/cli/a.ts', '../../suites/index.js', 'suites/index.ts'],
    ['harness/report/a.ts', 'node:path', undefined],
    ['harness/report/a.ts', '../../lib/xml/b.js', 'lib/xml/b.ts'],
    ['lib/files/a.ts', 'node:fs', undefined],
    ['suites/tcp_dpdk/suite.ts', '../../harness/index.js', 'harness/index.ts'],
  ])('%s may import %s', (from, specifier, target) => {
    expect(breach(imagined(from, specifier, target))).toBeUndefined();
  });

  it('finds a cycle of three', () => {
    const chain = [
      imagined('a.ts', './b.js', 'b.ts'),
      imagined('b.ts', './c.js', 'c.ts'),
      imagined('c.ts', './b.js', 'b.ts'),
    ];
    expect(findCycle(chain)).toEqual(['b.ts', 'c.ts', 'b.ts']);
  });
});
