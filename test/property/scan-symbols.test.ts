import { describe, expect, it } from 'vitest';
import { createWorkspace, scanRoots } from '../../harness/scan/scan.js';
import { memoryReader } from '../../harness/scan/source.js';
import { fixtures } from '../unit/scan/corpus.js';

const OPTIONS = { certain: true, externs: new Map<string, never>(), features: new Set<string>() };

/** Lines and items of all findings, with so many names known before the first file is read. */
const scanAfter = (
  files: ReadonlyMap<string, Uint8Array>,
  root: string,
  names: number,
): readonly string[] => {
  const workspace = createWorkspace();
  for (let number = 0; number < names; number++) workspace.names.number(`earlier_${String(number)}`);
  return scanRoots([{ path: root, ...OPTIONS }], memoryReader(files), workspace).findings.map(
    ({ file, line, item }) => `${file}:${String(line)} ${item}`,
  );
};

describe('what number a name has says nothing', () => {
  // Characters have their code for a symbol, up to 0x7d: names get every number around those.
  it.each(['must-find', 'silent-skip', 'must-not-find'])('%s', (kind) => {
    const corpus = fixtures(kind);
    expect(corpus.length).toBeGreaterThan(0);
    corpus.forEach(({ files, root }, index) => {
      const before = scanAfter(files, root, 0);
      for (let names = 1 + (index % 8); names < 128; names += 8)
        expect(scanAfter(files, root, names), `${root} after ${String(names)} names`).toEqual(before);
    });
  });

  it('nor does what the file before had in its place', () => {
    const encoder = new TextEncoder();
    const workspace = createWorkspace();
    const scan = (source: string) =>
      scanRoots(
        [{ path: 'lib.rs', ...OPTIONS }],
        memoryReader(new Map([['lib.rs', encoder.encode(source)]])),
        workspace,
      );
    scan('a(b);');
    // The symbol of `_` is the code of `)`, and there was one at its place.
    expect(scan('; _ pub mod x { use std::net::TcpStream; }').findings.map(({ item }) => item)).toEqual([
      'std::net::TcpStream',
    ]);
  });
});
