import { randomUUID } from 'node:crypto';
import { err, ok, type Result } from '../../lib/core/result.js';
import { crateNotices, ownTestsNotices } from '../audit/notices.js';
import { widest } from '../plan/plan.js';
import { aliasesOf } from '../real/links.js';
import { RECORD_VERSION } from '../record/version.js';
import { openRecord } from './open-record.js';
import type { Refusal, RunOptions, RunResult } from './options.js';
import { prepare, type Prepared } from './prepare.js';
import { recordStop } from './record-stop.js';
import type { Emit, RunListener } from './recorder.js';
import { Stop } from './stop.js';

/** Stands on every report of a run in lanes of kind `kernel`. */
const KERNEL_LANES =
  'kernel lanes: the kernel of each test’s namespace has the addresses of the device and routes to the peer, because the subject asks for it; no test that runs there can pass';

/** Statements about frames are written with the addresses of the virtual lab. */
const namesOf = (aliases: ReadonlyMap<string, string>): string =>
  `statements about frames name addresses as the virtual lab does: ${[...aliases].map(([address, name]) => `${name} is ${address}`).join(', ')}`;

const announce = (emit: Emit, options: RunOptions, prepared: Prepared): void => {
  const { facts, plan, subject, selected, elsewhere } = prepared;
  const { settings } = options;
  emit({
    event: 'run-started',
    recordVersion: RECORD_VERSION,
    runId: randomUUID(),
    harnessVersion: options.harnessVersion,
    profile: settings.profile.value,
    subject: {
      name: options.subject.name,
      kind: options.subject.kind,
      path: options.subject.path,
      ...(subject === undefined ? {} : { package: subject.binding.package, version: subject.version }),
    },
    suites: options.stage === 'audit' ? [] : selected.map(({ suite }) => suite.name),
    examines: [...prepared.examines],
    ...(elsewhere.length === 0 || options.stage === 'audit' ? {} : { elsewhere: [...elsewhere] }),
    ...(options.criteria.length === 0 ? {} : { criteria: [...options.criteria] }),
    notices: [
      ...(subject?.lane === 'kernel' ? [KERNEL_LANES] : []),
      ...(settings.profile.value === 'real' && settings.lab.value !== undefined
        ? [namesOf(aliasesOf(settings.lab.value))]
        : []),
      ...(subject?.crate === undefined ? [] : crateNotices(subject.crate.facts)),
      ...(subject?.crate === undefined || options.stage === 'conformance'
        ? []
        : ownTestsNotices(subject.crate.facts, settings.profile.value)),
      ...settings.allowances.value.map(
        ({ file, item, reason, expires }) => `allowance: ${item} in ${file} until ${expires}: ${reason}`,
      ),
    ],
  });
  emit({
    event: 'host',
    facts: {
      os: facts.os,
      kernel: facts.kernel,
      cpus: [...facts.allowedCores],
      cpuModel: facts.cpuModel,
      memoryMb: facts.memoryMb,
      node: facts.node,
      ...(facts.cargo === undefined ? {} : { cargo: facts.cargo }),
      ...(facts.rustc === undefined ? {} : { rustc: facts.rustc }),
      ...(facts.dpdk.kind === 'found' ? { dpdk: facts.dpdk.version } : {}),
      bootId: facts.bootId,
    },
  });
  if (subject?.crate !== undefined) emit({ event: 'subject-found', ...subject.crate.facts });
  if (options.stage === 'audit') {
    emit({ event: 'plan', lanes: 1, tests: [] });
    return;
  }
  emit({ event: 'plan', lanes: widest(plan), tests: [...plan.tests] });
  for (const { test, cause } of prepared.unable) emit({ event: 'blocked', scope: 'test', test, cause });
  for (const { suite, cause } of plan.blocked) emit({ event: 'blocked', scope: 'suite', suite, cause });
};

/**
 * The main job: looks at the host, plans, builds, makes the lab, runs every test in its own process with its evidence, takes the lab down.
 * Everything that happens is an event of the record and is told to the listeners; what follows from it is for the judge to say. A
 * {@link Refusal} is something the user has to mend first: then nothing was written and nothing was done.
 */
export const run = async (
  options: RunOptions,
  listeners: readonly RunListener[] = [],
): Promise<Result<RunResult, Refusal>> => {
  const began = performance.now();
  const preparing = prepare(options);
  const loading = import('./execute.js'); // while programs that look at the host are waited for
  const prepared = await preparing;
  if (!prepared.ok) return prepared;
  const opened = await openRecord(options, listeners);
  if (!opened.ok) return err(opened.error);
  const recorder = opened.value;
  const { emit } = recorder;
  const stop = new Stop();
  try {
    announce(emit, options, prepared.value);
    const { hostCause, subject, plan, examines } = prepared.value;
    const idle = plan.phases.length === 0 && examines.length === 0;
    if (hostCause !== undefined || subject === undefined || idle) {
      if (hostCause !== undefined) emit({ event: 'blocked', scope: 'host', cause: hostCause });
    } else {
      stop.signal.addEventListener('abort', () => {
        recordStop(recorder, stop);
      });
      const unfollow = stop.follow(options.signal);
      const disarm = stop.after(options.settings.runSeconds.value);
      try {
        const { execute } = await loading;
        await execute({ options, prepared: prepared.value, subject, emit, stop });
      } finally {
        unfollow();
        disarm();
      }
    }
    emit({ event: 'run-finished', durationMs: performance.now() - began });
  } finally {
    recorder.close();
  }
  return ok({ recordPath: recorder.path, events: recorder.events });
};
