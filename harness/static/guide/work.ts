import { asProgram, namesType, readGuide, type CodeBlock } from './blocks.js';
import { probeSource, type Answer, type Question } from './probe.js';
import { readTables, type ClaimTable } from './table.js';
import type { CheckOutcome } from '../../../lib/cargo/check.js';
import type { GuideFacts } from '../facts.js';

/** The type an example has to be about (AC-17). */
const TYPE = 'TcpDpdkSocket';
/** Name of the program that asks the compiler about the tables' claims. */
export const PROBE = 'probe';

/** What is to be done about a guide: programs to be compiled, and questions to be asked. */
export interface GuideWork {
  readonly examples: readonly CodeBlock[];
  readonly tables: readonly ClaimTable[];
  /** What the tables claim, each once. */
  readonly questions: readonly Question[];
}

const nameOf = ({ line }: CodeBlock): string => `example-${line}`;

/** Takes a guide apart. */
export const guideWork = (markdown: string): GuideWork => {
  const { blocks, prose } = readGuide(markdown);
  const tables = readTables(prose);
  const questions = tables.flatMap(({ claims }) => claims.map(({ type, item }) => ({ type, item })));
  return {
    examples: blocks.filter((block) => namesType(block, TYPE)),
    tables,
    questions: [...new Map(questions.map((one) => [`${one.type}::${one.item}`, one])).values()],
  };
};

/** The programs of a guide by name: one an example, and the probe when there is a question. */
export const guidePrograms = (
  { examples, questions }: GuideWork,
  library: string,
): ReadonlyMap<string, string> =>
  new Map([
    ...examples.map((block) => [nameOf(block), asProgram(block, library)] as const),
    ...(questions.length === 0 ? [] : [[PROBE, probeSource(questions)] as const]),
  ]);

/** How the examples fared in a check of the programs; undefined when one was neither compiled nor refused. */
export const exampleFacts = (
  { examples }: GuideWork,
  outcome: CheckOutcome,
  generated: string,
): GuideFacts['examples'] | undefined => {
  const facts = examples.map((block) => {
    const errors = outcome.diagnostics
      .filter(
        ({ manifest, target, level }) =>
          manifest === generated && target === nameOf(block) && level === 'error',
      )
      .map(({ rendered }) => rendered.slice(0, 4096));
    return { line: block.line, compiled: outcome.passed.includes(nameOf(block)), errors: errors.slice(0, 5) };
  });
  return facts.every(({ compiled, errors }) => compiled || errors.length > 0) ? facts : undefined;
};

/** The tables with the compiler's answer beside each claim. */
export const tableFacts = (
  { tables, questions }: GuideWork,
  answers: ReadonlyMap<Question, Answer>,
): GuideFacts['tables'] => {
  const byText = new Map(questions.map((one) => [`${one.type}::${one.item}`, answers.get(one)]));
  return tables.map(({ line, types, claims, unread }) => ({
    line,
    types: [...types],
    claims: claims.map((claim) => ({
      ...claim,
      found: byText.get(`${claim.type}::${claim.item}`) ?? 'unclear',
    })),
    claimCount: claims.length,
    unread: [...unread],
  }));
};
