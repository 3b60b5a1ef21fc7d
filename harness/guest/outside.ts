import { join } from 'node:path';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { withTempDirectory } from '../../lib/files/temp.js';
import { writeText } from '../../lib/files/text.js';
import { mkdirp } from '../../lib/files/tree.js';
import { runInGuest } from '../../lib/guest/boot.js';
import { guestImage, type GuestImage } from '../../lib/guest/image.js';
import { GUEST_PROGRAM, joinProgram } from '../../lib/guest/program.js';
import { TOLD_PATH } from '../../lib/guest/scripts.js';
import { eventSchema } from '../record/event.js';
import type { NativeTools } from '../run/build-native.js';
import type { TestProgram } from '../run/build-suites.js';
import type { ExecuteContext } from '../run/execute.js';
import { guestNonsense } from './causes.js';
import { GUEST_CORES, GUEST_MEMORY_MB } from './machine.js';
import { JOB_NAME, type GuestJob, type GuestWork } from './job.js';
import { guestNics } from './nics.js';

/** What was built for the guest. */
interface Built {
  readonly programs: readonly TestProgram[];
  readonly mayRun: ReadonlySet<string>;
}

/** Passes what the guest tells on to the record; gives the first line that is no event. */
const relay = ({
  emit,
}: ExecuteContext): { take: (line: string) => void; strange: () => string | undefined } => {
  let strange: string | undefined;
  return {
    take: (line) => {
      const event = eventOf(line);
      if (event.ok) emit(event.value);
      else strange ??= event.error;
    },
    strange: () => strange,
  };
};

type Told = Parameters<ExecuteContext['emit']>[0];

/** The record's times are the host's: the guest's clock stands still while its processor is waited for. */
const eventOf = (line: string): Result<Told, string> => {
  try {
    const value = JSON.parse(line) as object;
    const parsed = eventSchema.safeParse({ ...value, time: new Date().toISOString() });
    return parsed.success ? ok(parsed.data) : err(line.slice(0, 300));
  } catch {
    return err(line.slice(0, 300));
  }
};

const jobOf = (
  { options, prepared, subject }: ExecuteContext,
  tools: NativeTools,
  works: readonly GuestWork[],
): GuestJob => {
  const lanes = works.flatMap(({ phases }) => phases.flatMap((phase) => phase.lanes));
  return {
    out: options.settings.out.value,
    tools,
    works,
    // One of a crate's own tests may start a second process with an EAL of its own.
    processes: subject.crate === undefined ? prepared.processes : Math.max(2, prepared.processes),
    nics: guestNics(lanes.reduce((sum, { ports }) => sum + ports, 0)).job,
  };
};

/** The suites of this package, as one work. */
const suitesWork = ({ prepared, subject }: ExecuteContext, { programs, mayRun }: Built): GuestWork => ({
  kind: subject.lane,
  phases: prepared.plan.phases,
  programs,
  mayRun: [...mayRun],
  suites: prepared.selected.map(({ suite }) => suite.name),
});

/** What a package of the image is, e.g. `22.11.11-0+deb12u1` of `dpdk`. */
const versionOf = ({ manifest }: GuestImage, name: string): string =>
  manifest.packages.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? 'unknown';

/** The guest image of the work folder, made now where there is none. */
const takeImage = async ({ options, emit }: ExecuteContext): Promise<Result<GuestImage, Cause>> => {
  const began = performance.now();
  emit({ event: 'build-started', target: 'guest' });
  const image = await guestImage({ store: storeOf(options) });
  const durationMs = performance.now() - began;
  const nothing = { warnings: [], errors: [], executables: [] };
  if (image.ok) emit({ event: 'build-finished', target: 'guest', success: true, durationMs, ...nothing });
  return image;
};

const storeOf = ({ settings }: ExecuteContext['options']): string => join(settings.workDir.value, 'guest');

const boot = async (
  context: ExecuteContext,
  image: GuestImage,
  job: GuestJob,
  seen: readonly string[],
): Promise<Result<void, Cause>> => {
  const { options, emit, stop } = context;
  const { workDir, out, runSeconds } = options.settings;
  const nics = guestNics(job.nics.length).machine;
  const project = join(storeOf(options), 'program');
  await mkdirp(project);
  await joinProgram(project);
  emit({
    event: 'guest',
    kernel: image.manifest.kernel,
    emulator: versionOf(image, 'qemu-system-x86'),
    dpdk: versionOf(image, 'dpdk'),
    cores: GUEST_CORES.length,
    memoryMb: GUEST_MEMORY_MB,
    nics: nics.direct.map(({ model, address, mac }) => ({ model, address, mac })),
  });
  return withTempDirectory('guest-share', async (share) => {
    await writeText(join(share, JOB_NAME), JSON.stringify(job));
    const told = relay(context);
    const ended = await runInGuest(image, {
      command: `exec node ${GUEST_PROGRAM} guest-work /share/${JOB_NAME} ${TOLD_PATH}`,
      project,
      share,
      folders: [
        { path: workDir.value, writable: false },
        { path: out.value, writable: true },
        ...seen.map((path) => ({ path, writable: false })),
      ],
      nics,
      cpus: GUEST_CORES.length,
      memoryMb: GUEST_MEMORY_MB,
      timeoutMs: runSeconds.value * 1000,
      signal: stop.signal,
      onTold: told.take,
    });
    if (!ended.ok) return ended;
    const { exitCode, stderr } = ended.value;
    if (exitCode !== 0) return err(guestNonsense(`it ended with ${String(exitCode)}: ${stderr.slice(-800)}`));
    const strange = told.strange();
    return strange === undefined ? ok(undefined) : err(guestNonsense(`it told ${strange}`));
  });
};

/**
 * Boots a guest and runs the tests of the plan in it, as soon as they are built. Nothing of the host is changed but the work folder and
 * the record's. What the guest told until then is in the record also when it does not come to its end.
 */
export const runTestsInGuest = async (
  context: ExecuteContext,
  native: Promise<NativeTools | undefined>,
  built: Promise<Built | undefined>,
): Promise<void> => {
  const { stop } = context;
  const image = await takeGuest(context);
  const [tools, programs] = await Promise.all([native, built]);
  if (image === undefined || tools === undefined || programs === undefined || stop.reason !== undefined)
    return;
  await workInGuest(context, image, tools, [suitesWork(context, programs)]);
};

/** The image guests are booted from; undefined when it cannot be had, and then the run stops. */
export const takeGuest = async (context: ExecuteContext): Promise<GuestImage | undefined> => {
  const image = await takeImage(context);
  if (!image.ok) context.stop.now({ kind: 'host', cause: image.error });
  return image.ok ? image.value : undefined;
};

/** Boots a guest for works and passes on what it tells; `folders` are seen by it beside the work folder and the record's, and cannot be changed. */
export const workInGuest = async (
  context: ExecuteContext,
  image: GuestImage,
  tools: NativeTools,
  works: readonly GuestWork[],
  folders: readonly string[] = [],
): Promise<void> => {
  const done = await boot(context, image, jobOf(context, tools, works), folders);
  if (!done.ok) context.stop.now({ kind: 'lost', cause: done.error });
};
