import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOracle, ownSpans, type Spans } from './lexer-oracle.js';

/** Sources of every crate that cargo has unpacked here, plus the corpus: the whole of it with SCAN_ORACLE=all. */
const sources = (): readonly string[] => {
  const roots = [
    join(import.meta.dirname, '../fixtures/scan'),
    join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry/src'),
  ];
  const files = roots.filter(existsSync).flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.rs'))
      .map((name) => join(root, name))
      .filter((path) => statSync(path).isFile()),
  );
  if (process.env['SCAN_ORACLE'] === 'all') return files;
  const step = Math.max(1, Math.floor(files.length / 500));
  return files.filter(
    (path, index) => path.includes('fixtures') || (index % step === 0 && statSync(path).size < 200_000),
  );
};

describe('spans of strings, comments and identifiers agree with tree-sitter', () => {
  let oracle: (source: Uint8Array) => Spans | undefined;
  beforeAll(async () => {
    oracle = await createOracle();
  });

  it('over the corpus and crates of the registry', { timeout: 7_200_000 }, () => {
    let compared = 0;
    let given = 0;
    const differences: string[] = [];
    for (const path of sources()) {
      const source = readFileSync(path);
      given++;
      const expected = oracle(source);
      if (expected === undefined) continue;
      compared++;
      const own = ownSpans(source);
      for (const kind of ['strings', 'comments', 'identifiers'] as const)
        if (own[kind].join() !== expected[kind].join()) {
          const known = new Set(expected[kind]);
          const mine = new Set(own[kind]);
          const extra = own[kind].find((span) => !known.has(span));
          const missing = expected[kind].find((span) => !mine.has(span));
          differences.push(`${path}: ${kind}: only here ${String(extra)}, only there ${String(missing)}`);
        }
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(given * 0.9);
  });
});
