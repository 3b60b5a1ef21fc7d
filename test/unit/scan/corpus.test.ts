import { describe, expect, it } from 'vitest';
import { scanFiles } from '../../../harness/scan/index.js';
import { fixtures } from './corpus.js';

const LEAST = { 'must-find': 60, 'silent-skip': 25, 'must-not-find': 60 };

describe.each(Object.entries(LEAST))('fixtures of %s', (kind, least) => {
  const all = fixtures(kind);

  it(`are at least ${least}`, () => {
    expect(all.length).toBeGreaterThanOrEqual(least);
  });

  it.each(all)('$name', ({ files, root, rule, expected }) => {
    const { findings } = scanFiles(files, [root]);
    const lines = [...new Set(findings.map(({ file, line }) => `${file}:${line}`))].sort();
    expect(lines).toEqual(expected);
    expect(new Set(findings.map((finding) => finding.rule))).toEqual(
      new Set(rule === undefined ? [] : [rule]),
    );
    expect(expected.length > 0).toBe(kind !== 'must-not-find');
  });
});
