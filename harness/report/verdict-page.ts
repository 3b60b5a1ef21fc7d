import type { RunRecord } from '../record/record.js';
import { claimLines, scanLines, socketLines, splitTests, type ClaimLine } from './claims.js';
import { headerLines, noticesOf } from './header.js';
import { code, inline } from './markdown.js';
import type { ReportInput } from './report.js';
import { testTally } from './tally.js';
import { count, criterionWord, testWord } from './words.js';

const LONG = 2000;

const STANDING: Readonly<Record<ClaimLine['standing'], string>> = {
  kept: 'kept',
  refuted: '**refuted**',
  open: 'not shown',
  unclaimed: '–',
};

const claimRow = ({ criterion, claim, standing }: ClaimLine): string => {
  const said = claim === undefined ? 'no box' : `${claim.ticked ? 'ticked' : 'open'} (${code(claim.at)})`;
  const shown = criterion.verdict === 'met' ? 'met' : `**${criterionWord(criterion.verdict)}**`;
  return `| ${criterion.id} | ${said} | ${shown} | ${STANDING[standing]} | ${inline(criterion.reasons.join('; '), LONG)} |`;
};

const foundOut = ({ crate, run, trees }: RunRecord): readonly string[] => {
  if (crate === undefined) return [];
  const { types, config, bindings, dependencies, features } = crate;
  const place = ({ file, line }: { file: string; line: number }): string => code(`${file}:${line}`);
  const looks = (when: 'before' | 'after') => trees.filter((tree) => tree.when === when);
  const [before] = looks('before');
  const others = looks('after').filter(({ sha256 }) => sha256 !== before?.sha256);
  // One look after each before: a merged record has as many as parts.
  const after = others[0] ?? (looks('after').length < looks('before').length ? undefined : looks('after')[0]);
  const tree =
    before === undefined || after === undefined
      ? 'not compared'
      : before.sha256 === after.sha256
        ? `the same before and after: ${before.files} entries, SHA-256 ${code(before.sha256.slice(0, 16))}`
        : '**not the same before and after**';
  return [
    `- Package: ${inline(`${run?.subject.package ?? 'unknown'} ${run?.subject.version ?? ''}`)} in ${code(crate.directory)}; features ${code(features.chosen.join(',') || 'none')}`,
    `- Declares: ${types.map((type) => `${code(type.name)} at ${place(type)}`).join(', ') || 'none of the types'}`,
    `- Configuration: ${config.places.map((one) => `${code(one.name)} at ${place(one)}`).join(', ') || 'no place found'}`,
    `- EAL arguments: ${config.ealArgs === undefined ? 'not from its configuration' : `from its configuration (${place(config.ealArgs)})`}`,
    ...bindings.map(
      ({ file, structures, disagreements, checked }) =>
        `- Bindings: ${code(file)}, ${count(structures, 'structure')}, ${checked ? (disagreements.length === 0 ? 'as the installed headers' : `**not as the installed headers**: ${inline(disagreements.join(', '))}`) : 'not compared with the installed headers'}`,
    ),
    ...dependencies
      .filter(({ kind, patched }) => kind === 'git' || patched !== undefined)
      .map(
        ({ name, kind, source, patched }) =>
          `- Dependency: ${inline(name)} from ${patched === undefined ? `${kind} ${code(source)}` : code(patched)}`,
      ),
    `- Its tree: ${tree}`,
  ];
};

const table = (head: string, rows: readonly string[]): readonly string[] => [
  `| ${head} |`,
  `| ${head
    .split(' | ')
    .map(() => '---')
    .join(' | ')} |`,
  ...rows,
];

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];

const partRows = (record: RunRecord): readonly string[] =>
  record.tests.flatMap(({ planned, subtests }) =>
    subtests.flatMap(({ results }) =>
      results.map(
        ({ name, result, reason, criteria }) =>
          `| ${code(planned.name)} | ${inline(name)} | ${result === 'passed' ? result : `**${result}**`} | ${inline(criteria.join(' '))} | ${inline(reason ?? '')} |`,
      ),
    ),
  );

/** `verdict.md`: what a crate given by its path claims against what was shown, line by line, and what it was shown by. */
export const verdictPage = ({ record, judgement }: ReportInput): string => {
  const claims = claimLines(record, judgement.criteria);
  const { own, ours } = splitTests(judgement.tests);
  const owes = new Map(record.tests.map(({ planned }) => [planned.id, planned.because ?? '']));
  const counted = (standing: ClaimLine['standing']): number =>
    claims.filter((line) => line.standing === standing).length;
  const ticked = claims.filter(({ claim }) => claim?.ticked === true).length;
  const sum =
    ticked === 0
      ? 'It claims nothing that could be held against it.'
      : `It claims ${ticked} of ${claims.length} criteria: ${counted('kept')} kept, ${counted('refuted')} refuted, ${counted('open')} not shown.`;
  return [
    `# Verdict on ${inline(record.run?.subject.name ?? 'an unknown crate')}`,
    '',
    sum,
    '',
    ...headerLines(record).map(({ label, text }) => `- ${label}: ${inline(text)}`),
    ...noticesOf(record).map((notice) => `- **Notice**: ${inline(notice, LONG)}`),
    '',
    ...section(
      'Claimed and shown',
      table('Criterion | Its own box | Shown | Claim | Why', claims.map(claimRow)),
    ),
    ...section('Found out', foundOut(record)),
    ...section(
      'Its test files',
      scanLines(record).map((line) => `- ${inline(line, LONG * 4)}`),
    ),
    ...section(
      'Kernel sockets of its own tests',
      socketLines(record).length === 0
        ? []
        : table(
            'Test | System calls | Source that can have made them',
            socketLines(record).map(
              ({ test, calls, source }) =>
                `| ${code(test)} | ${calls.slice(0, 4).map(code).join('<br>')} | ${source.map(code).join('<br>') || 'nothing the scan found'} |`,
            ),
          ),
    ),
    ...section(
      `Its own tests (${testTally(own)})`,
      own.length === 0
        ? []
        : table(
            'Test | Verdict | Owes | Why',
            own.map(
              ({ id, suite, name, verdict, reasons }) =>
                `| ${code(`${suite} ${name}`)} | ${verdict === 'pass' ? 'passed' : `**${testWord(verdict)}**`} | ${inline(owes.get(id) ?? '')} | ${inline(reasons.join('; '), LONG)} |`,
            ),
          ),
    ),
    ...section(
      'Parts of its own tests',
      partRows(record).length === 0 ? [] : table('Test | Part | Said | Criteria | Words', partRows(record)),
    ),
    ...section(
      `The suites of this package (${testTally(ours)})`,
      ours
        .filter(({ verdict }) => verdict !== 'pass')
        .map(
          ({ suite, name, verdict, reasons }) =>
            `- **${testWord(verdict)}** ${code(`${suite} ${name}`)}: ${inline(reasons.join('; '), LONG)}`,
        ),
    ),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
};
