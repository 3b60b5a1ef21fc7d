import { describeCause, type Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { GUEST_LIBRARIES } from '../../lib/guest/recipe.js';
import { groupOf } from '../../lib/nic/read/device.js';
import { openLab, type Lab } from '../lab/lab.js';
import type { PciPort } from '../lab/layout.js';
import { STATE_DIRECTORY } from '../lab/state.js';
import { bindNics } from '../nic/bind.js';
import { restoreNics } from '../nic/restore.js';
import { nicPaths } from '../nic/state.js';
import { frameAssertions } from '../plan/frame-assertions.js';
import type { SuiteDefinition } from '../plan/suite.js';
import { recordStop } from '../run/record-stop.js';
import type { Emit } from '../run/recorder.js';
import { openLanes, runPhases, wholeLanes } from '../run/run-phases.js';
import { Stop } from '../run/stop.js';
import type { GuestJob, GuestWork } from './job.js';
import { GUEST_SLOWNESS } from './machine.js';
import { nicsByLane } from './nics.js';

const NICS = nicPaths(STATE_DIRECTORY);

/** Gives the job's NICs to DPDK. */
const bind = async ({ nics }: GuestJob): Promise<Result<readonly PciPort[], Cause>> => {
  const bound = await bindNics(NICS, { addresses: nics.map(({ address }) => address), driver: 'vfio-pci' });
  if (!bound.ok) return bound;
  if (bound.value.kind === 'failed') return err(bound.value.cause);
  const [refused] = bound.value.kind === 'refused' ? bound.value.causes : [];
  if (refused !== undefined) return err(refused);
  return ok(nics.map((nic) => ({ ...nic, file: `/dev/vfio/${String(groupOf(nic.address))}` })));
};

/** Carries out what the job says, one work after the other. */
const useLab = async (
  job: GuestJob,
  suites: readonly SuiteDefinition[],
  lab: Lab,
  ports: readonly PciPort[],
  told: Told,
): Promise<void> => {
  const nics = nicsByLane(
    job.works.flatMap(({ phases }) => phases.flatMap((phase) => phase.lanes)),
    ports,
  );
  for (const work of job.works)
    if (told.stop.reason === undefined) await carryOut(work, job, suites, { lab, nics }, told);
};

/** Whom to tell what happens, and who ends it. */
interface Told {
  readonly emit: Emit;
  readonly stop: Stop;
}

const carryOut = async (
  work: GuestWork,
  job: GuestJob,
  suites: readonly SuiteDefinition[],
  { lab, nics }: { readonly lab: Lab; readonly nics: ReadonlyMap<number, readonly PciPort[]> },
  { emit, stop }: Told,
): Promise<void> => {
  const { wireTap, ...tools } = job.tools;
  const { phases, programs, kind, foreign } = work;
  const lanes = wholeLanes({
    lab,
    emit,
    wireTap,
    kind,
    nics,
    onLost: (cause) => {
      stop.now({ kind: 'lost', cause });
    },
  });
  const tests = {
    ...tools,
    out: job.out,
    programs,
    assertions: frameAssertions(suites.filter(({ name }) => work.suites.includes(name))),
    ...(foreign === undefined ? {} : { foreign }),
    emit,
    stop,
  };
  const first = openLanes(lanes, phases[0]);
  const failure = await runPhases(phases, first, lanes, tests, new Set(work.mayRun));
  if (failure !== undefined) emit({ event: 'blocked', scope: 'lane', cause: failure });
};

const giveBack = async (emit: Emit): Promise<void> => {
  const given = await restoreNics(NICS, [], false);
  const left = given.ok ? [...given.value.differences, ...given.value.open] : [describeCause(given.error)];
  const undone = given.ok ? given.value.restored.length : 0;
  emit({ event: 'restored', undone, differences: left });
};

/**
 * The part of a run that takes place in the guest: NICs bound, a lab over them, every test with its evidence, all of it given back. What
 * happens is told as events.
 */
export const workInGuest = async (
  job: GuestJob,
  suites: readonly SuiteDefinition[],
  emit: Emit,
): Promise<void> => {
  const stop = new Stop();
  stop.signal.addEventListener('abort', () => {
    recordStop({ emit, events: [] }, stop);
  });
  const ports = await bind(job);
  if (!ports.ok) {
    stop.now({ kind: 'host', cause: ports.error });
    return;
  }
  const lab = await openLab({
    processes: job.processes,
    slowness: GUEST_SLOWNESS,
    libraryDirectory: GUEST_LIBRARIES,
  });
  if (lab.ok) {
    try {
      await useLab(job, suites, lab.value, ports.value, { emit, stop });
    } finally {
      const { undone, differences } = await lab.value.close();
      emit({ event: 'restored', undone, differences: [...differences] });
    }
  } else stop.now({ kind: 'host', cause: lab.error });
  await giveBack(emit);
};
