import { dirname, join } from 'node:path';
import type { CheckOutcome } from '../../lib/cargo/check.js';
import { sha256 } from '../../lib/files/hash.js';
import { readText } from '../../lib/files/text.js';
import type { ApiDocument } from '../../lib/rustdoc/document.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { checkFacts } from './check-facts.js';
import { SubjectCrate, type CrateRequest } from './crate.js';
import { documentedTypes } from './documented.js';
import type { CompareFacts, DocumentFacts, Facts, GuideFacts } from './facts.js';
import { readAnswers, probeSource, type Answer, type Question } from './guide/probe.js';
import { exampleFacts, guidePrograms, guideWork, PROBE, tableFacts, type GuideWork } from './guide/work.js';
import { compareApis } from './parity.js';

/** All that was found, and where: the folders of the packages on this disk whose source it depends on. */
export interface Gathered {
  readonly facts: Facts;
  readonly roots: readonly string[];
}

const NOT_CHECKED = 'the crate does not pass cargo check';
/** Names that do not exist hide what comes after them; each round settles all that the round before could not see. */
const MAX_ROUNDS = 8;

const since = (began: number): number => Math.round(performance.now() - began);

/** Asks the compiler until every question has its answer. `first` is a check in which the probe took part. */
const askAll = async (
  crate: SubjectCrate,
  questions: readonly Question[],
  first: CheckOutcome,
): Promise<Result<ReadonlyMap<Question, Answer>, string>> => {
  const answers = new Map<Question, Answer>();
  let open = questions;
  let outcome = first;
  for (let round = 0; open.length > 0; round += 1) {
    if (round === MAX_ROUNDS) return err(`the compiler had no answer after ${MAX_ROUNDS} rounds`);
    if (round > 0) outcome = await crate.check(new Map([[PROBE, probeSource(open)]]));
    const errors = outcome.diagnostics.filter(
      ({ manifest, target, level }) => manifest === crate.manifest && target === PROBE && level === 'error',
    );
    if (errors.length === 0 && !outcome.passed.includes(PROBE))
      return err(outcome.cause?.seen ?? 'the compiler did not come to the claims of the tables');
    const read = readAnswers(open, errors);
    for (const [question, answer] of read.answers) answers.set(question, answer);
    open = read.again;
  }
  return ok(answers);
};

const guideFacts = async (
  crate: SubjectCrate,
  guide: { readonly path: string; readonly text: string; readonly work: GuideWork },
  outcome: CheckOutcome,
  began: number,
): Promise<GuideFacts> => {
  const { path, text, work } = guide;
  const examples = exampleFacts(work, outcome, crate.manifest);
  const answers = await askAll(crate, work.questions, outcome);
  const tables = tableFacts(work, answers.ok ? answers.value : new Map());
  const problem = answers.ok
    ? examples === undefined
      ? (outcome.cause?.seen ?? 'the compiler did not come to the examples')
      : undefined
    : answers.error;
  return {
    durationMs: since(began),
    path,
    sha256: sha256(text),
    examples: examples ?? [],
    exampleCount: work.examples.length,
    tables,
    tableCount: work.tables.length,
    ...(problem === undefined ? {} : { problem }),
  };
};

const noGuide = (problem?: string): GuideFacts => ({
  durationMs: 0,
  examples: [],
  exampleCount: 0,
  tables: [],
  tableCount: 0,
  ...(problem === undefined ? {} : { problem }),
});

const documentFacts = (api: Result<ApiDocument, string>, durationMs: number): DocumentFacts => {
  const types = api.ok ? documentedTypes(api.value) : [];
  return {
    durationMs,
    ...(api.ok ? { formatVersion: api.value.formatVersion } : {}),
    types: [...types],
    typeCount: types.length,
    ...(api.ok ? {} : { problem: api.error }),
  };
};

/** Tokio's own types: the subject's, where it is a tokio itself; else those of the tokio it is built with. */
const compareFacts = async (
  crate: SubjectCrate,
  subject: Result<ApiDocument, string>,
  name: string,
): Promise<CompareFacts> => {
  const began = performance.now();
  const own = subject.ok && subject.value.types.some((type) => type.name === 'TcpStream');
  const tokio = own || !subject.ok ? subject : await crate.api('tokio', 'tokio');
  const none = { durationMs: since(began), source: '', types: [], typeCount: 0 };
  if (!subject.ok) return { ...none, problem: subject.error };
  if (!tokio.ok) return { ...none, problem: tokio.error };
  const types = compareApis(tokio.value, subject.value);
  return {
    durationMs: since(began),
    source: `${own ? name : 'tokio'} ${tokio.value.version ?? ''}`.trim(),
    types: [...types],
    typeCount: types.length,
  };
};

/**
 * Looks at a subject through the compiler: its errors and warnings, its documentation, its guide, its API beside tokio's. Undefined when it was
 * cancelled. Never rejects for anything about the subject.
 * @param guide absolute path of the guide, and as it is reported; undefined when there is none.
 */
export const gather = async (
  request: CrateRequest,
  guide: { readonly path: string; readonly shown: string } | undefined,
): Promise<Gathered | undefined> => {
  const began = performance.now();
  const { subject, signal } = request;
  const crate = new SubjectCrate(request);
  const text = guide === undefined ? undefined : await readText(guide.path);
  const work = guideWork(text?.ok === true ? text.value : '');
  const outcome = await crate.check(guidePrograms(work, subject.package.replaceAll('-', '_')));
  const manifest = join(subject.directory, 'Cargo.toml');
  const check = checkFacts(outcome, { manifest, generated: crate.manifest });
  const library = outcome.libraries.get(manifest);
  const api =
    check.success && library !== undefined
      ? await crate.api(library.packageId, library.target.replaceAll('-', '_'))
      : err(NOT_CHECKED);
  const documented = documentFacts(api, since(began) - check.durationMs);
  const compared = await compareFacts(crate, api, subject.package);
  const guideBegan = performance.now();
  const guided =
    guide === undefined || text === undefined
      ? noGuide()
      : !text.ok
        ? noGuide(text.error.message)
        : check.success
          ? await guideFacts(crate, { path: guide.shown, text: text.value, work }, outcome, guideBegan)
          : noGuide(NOT_CHECKED);
  if (signal?.aborted === true || outcome.cancelled) return undefined;
  return {
    facts: { check, documented, compared, guide: guided },
    roots: outcome.localManifests.filter((path) => path !== crate.manifest).map(dirname),
  };
};
