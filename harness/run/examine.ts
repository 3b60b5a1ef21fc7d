import { join } from 'node:path';
import type { ExaminedCriterion } from '../criteria/static/required.js';
import type { HostFacts } from '../host/facts.js';
import { readBaseline } from '../static/baseline.js';
import { look, type Look, type LookRequest, type Sealed } from '../static/look.js';
import { readReviews } from '../static/review.js';
import { PROFILE, SEED_LOCK, suitesDirectory } from './build-suites.js';
import type { RunOptions } from './options.js';
import type { Emit } from './recorder.js';
import type { ResolvedSubject } from './subject.js';

/** What a look at the subject's source needs from a run. */
export const lookRequest = (
  { settings, subject: choice, env, harnessVersion }: RunOptions,
  subject: ResolvedSubject,
  facts: Pick<HostFacts, 'cargo' | 'rustc' | 'dpdk'>,
  sealed?: Sealed,
): LookRequest => {
  const workDir = settings.workDir.value;
  const { dpdk } = facts;
  const built = { ...subject.binding, directory: sealed?.directory ?? subject.binding.directory };
  return {
    cargo: subject.cargo,
    subject: subject.binding,
    named: choice.path,
    guide: settings.guide.value,
    workDir,
    profile: PROFILE,
    seedLocks: [join(suitesDirectory(workDir, built), 'Cargo.lock'), SEED_LOCK],
    words: [
      `harness ${harnessVersion}`,
      `cargo ${facts.cargo ?? ''}`,
      `rustc ${facts.rustc ?? ''}`,
      `dpdk ${dpdk.kind === 'found' ? dpdk.version : dpdk.kind}`,
      ...(choice.patches ?? []).map(({ name, path }) => `patch ${name}=${path}`),
    ],
    env,
    timeoutMs: settings.buildSeconds.value * 1000,
    ...(sealed === undefined ? {} : { sealed }),
  };
};

/** What {@link examine} needs. */
export interface ExamineContext {
  readonly options: RunOptions;
  readonly subject: ResolvedSubject;
  readonly facts: HostFacts;
  readonly examines: readonly ExaminedCriterion[];
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Cores to work on at low priority while tests run. */
  readonly background?: readonly number[];
  /** How a crate that is not trusted is compiled. */
  readonly sealed?: Sealed;
}

const emitChecked = async (context: ExamineContext, { facts, inputs, cached }: Look): Promise<void> => {
  const { value: path, from } = context.options.settings.baseline;
  const read = await readBaseline(path);
  const missing =
    read.ok && read.value === undefined && from !== 'default'
      ? `no baseline at ${path}; \`dpdk-conformance baseline record\` writes one`
      : undefined;
  const problem = read.ok ? missing : read.error;
  const baseline = read.ok ? read.value : undefined;
  context.emit({
    event: 'checked',
    ...facts.check,
    inputs,
    cached,
    toolchain: context.facts.rustc ?? '',
    ...(baseline === undefined
      ? {}
      : {
          baseline: {
            path,
            toolchain: baseline.toolchain,
            reviewer: baseline.reviewer,
            date: baseline.date,
            warnings: baseline.warning,
          },
        }),
    ...(problem === undefined ? {} : { baselineProblem: problem }),
  });
};

const emitReviews = async ({ options, emit }: ExamineContext): Promise<void> => {
  const path = options.settings.review.value;
  const reviews = await readReviews(path);
  if (!reviews.ok)
    emit({ event: 'reviewed', path, reviewer: '', date: '', files: [], problem: reviews.error });
  else for (const review of reviews.value) emit({ event: 'reviewed', path, ...review });
};

/** Records the evidence of the criteria that are shown without tests. What was cancelled leaves none. */
export const examine = async (context: ExamineContext): Promise<void> => {
  const { options, subject, facts, examines, emit, signal, background, sealed } = context;
  const wants = (...ids: readonly ExaminedCriterion[]): boolean => ids.some((id) => examines.includes(id));
  if (wants('AC-0.6')) await emitReviews(context);
  if (!wants('AC-15', 'AC-16', 'AC-17', 'AC-18', 'X-API')) return;
  const seen = await look({
    ...lookRequest(options, subject, facts, sealed),
    signal,
    ...(background === undefined ? {} : { background }),
  });
  if (seen === undefined) return;
  const { inputs, cached } = seen;
  const { documented, compared, guide } = seen.facts;
  if (wants('AC-15', 'AC-16')) await emitChecked(context, seen);
  if (wants('AC-18')) emit({ event: 'documented', ...documented, inputs, cached });
  if (wants('X-API')) emit({ event: 'compared', ...compared, inputs, cached });
  if (wants('AC-17')) emit({ event: 'guided', ...guide, inputs, cached });
};
