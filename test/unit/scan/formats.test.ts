import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { formatGithub } from '../../../harness/scan/format/github.js';
import { formatJson } from '../../../harness/scan/format/json.js';
import { formatSarif } from '../../../harness/scan/format/sarif.js';
import { formatText } from '../../../harness/scan/format/text.js';
import { scanFiles } from '../../../harness/scan/index.js';
import { fixtures } from './corpus.js';
import { ALLOWANCE, sampleReport } from './sample-report.js';

const require = createRequire(import.meta.url);
const schemaPath = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
/** Checks against the published schema. It says of itself that it is of draft 4, but uses nothing that later drafts read in another way. */
const validator = () => {
  const schema = JSON.parse(readFileSync(schemaPath, 'utf8')) as Record<string, unknown>;
  delete schema['$schema'];
  delete schema['id'];
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (log: unknown): string => (validate(log) ? '' : ajv.errorsText(validate.errors));
};

interface Sarif {
  readonly runs: readonly [
    {
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly partialFingerprints: Readonly<Record<string, string>>;
      }[];
    },
  ];
}
const resultsOf = (text: string): Sarif['runs'][0]['results'] => (JSON.parse(text) as Sarif).runs[0].results;

describe('text', () => {
  const text = formatText(sampleReport());

  it('shows the source line, a caret under the item, the chain and the type to use instead', () => {
    expect(text).toContain(
      [
        ' only over DPDK: use tokio::net::TcpDpdkStream',
        ' --> tests/tcp dpdk.rs:6:10',
        '  |',
        '6 | \tlet é = Wire::connect("10.0.0.1:7");',
        '  | \t        ^^^^',
        '  = through: use n::TcpStream as Wire at tests/tcp dpdk.rs:2',
        '  = through: use tokio::net as n at tests/tcp dpdk.rs:1',
      ].join('\n'),
    );
  });

  it('counts at the end, and says what was left out and what is not there', () => {
    expect(text.trimEnd().split('\n').slice(-3)).toEqual([
      'out of scope, not scanned: tests/tcp_stream.rs',
      'not there: tests/tcp_dpdk_real.rs',
      '1 file scanned, 3 findings (2 primary); `dpdk-conformance explain kernel-tcp` tells more',
    ]);
  });

  it('prints allowances that were used and those that are errors', () => {
    const allowed = formatText(sampleReport([ALLOWANCE, { ...ALLOWANCE, item: 'std::net::TcpStream' }]));
    expect(allowed).toContain(
      'allowed until 2026-06-15: tokio::net::TcpStream in tests/tcp dpdk.rs (2 places): a peer over kernel TCP',
    );
    expect(allowed).toContain('error: the allowance of std::net::TcpStream in tests/tcp dpdk.rs covers no');
  });

  it('lets no control character of a source reach the terminal', () => {
    const { findings } = scanFiles(new Map([['lib.rs', 'use std::net::TcpStream; // \u001B[2J\u0007\n']]), [
      'lib.rs',
    ]);
    // eslint-disable-next-line no-control-regex
    expect(formatText({ ...sampleReport(), findings })).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F]/);
  });
});

describe('json', () => {
  it('has the documented form', () => {
    const report = JSON.parse(formatJson(sampleReport())) as { findings: object[] };
    expect(report).toMatchObject({ schemaVersion: 1, filesScanned: 1, errors: [], allowances: [] });
    expect(report.findings[2]).toMatchObject({
      rule: 'kernel-tcp',
      class: 'secondary',
      file: 'tests/tcp dpdk.rs',
      line: 6,
      column: 10,
      item: 'tokio::net::TcpStream',
      message: expect.stringContaining('tokio::net::TcpDpdkStream') as string,
      layers: ['scan'],
    });
  });
});

describe('SARIF', () => {
  it('is valid against the schema of version 2.1.0, with and without findings and allowances', () => {
    const problems = validator();
    const withAll = fixtures('must-find').flatMap(({ files, root }) => scanFiles(files, [root]).findings);
    for (const report of [
      sampleReport(),
      sampleReport([ALLOWANCE]),
      { ...sampleReport([{ ...ALLOWANCE, expires: '2020-01-01' }]), findings: [] },
      { ...sampleReport(), findings: withAll },
    ])
      expect(problems(JSON.parse(formatSarif(report)))).toBe('');
    expect(problems({ version: '2.1.0', runs: [{ results: [] }] })).toContain(
      "must have required property 'tool'",
    );
  });

  it('names rules by stable ids', () => {
    const results = resultsOf(formatSarif(sampleReport()));
    expect(results.map(({ ruleId, ruleIndex }) => `${ruleId} ${String(ruleIndex)}`)).toEqual([
      'kernel-tcp 0',
      'silent-skip 1',
      'kernel-tcp 0',
    ]);
  });

  it('has fingerprints that differ from one another and outlive edits elsewhere in the file', () => {
    const prints = (source: string): readonly string[] => {
      const { findings } = scanFiles(new Map([['lib.rs', source]]), ['lib.rs']);
      return resultsOf(formatSarif({ ...sampleReport(), findings })).flatMap(({ partialFingerprints }) =>
        Object.values(partialFingerprints),
      );
    };
    const source = 'use std::net::TcpStream;\nfn a(_: TcpStream) {}\nfn a(_: TcpStream) {}\n';
    const before = prints(source);
    expect(new Set(before).size).toBe(3);
    expect(prints(`// a line above\n\n${source.replaceAll('fn a', '    fn a')}`)).toEqual(before);
    expect(prints(source.replace('fn a', 'fn b'))).not.toEqual(before);
  });
});

describe('GitHub annotations', () => {
  it('are one workflow command a finding, properties and text escaped', () => {
    const lines = formatGithub(sampleReport([ALLOWANCE]))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::error file=tests\/tcp dpdk\.rs,line=4,col=3,endColumn=9,title=silent-skip::a test that does not run/,
    );
    expect(lines[1]).toMatch(/^::warning file=tests\/tcp dpdk\.rs,title=allowance::tokio::net::TcpStream is/);
    const [finding] = sampleReport().findings;
    if (finding === undefined) throw new Error('there is a finding');
    const odd = { ...finding, file: 'a,b:c%\n.rs', message: 'one\r\ntwo: 100%' };
    expect(formatGithub({ ...sampleReport(), findings: [odd] })).toBe(
      '::error file=a%2Cb%3Ac%25%0A.rs,line=1,col=12,endColumn=13,title=kernel-tcp::one%0D%0Atwo: 100%25\n'.replace(
        'line=1,col=12,endColumn=13',
        `line=${String(odd.line)},col=${String(odd.column)},endColumn=${String(odd.endColumn)}`,
      ),
    );
  });
});
