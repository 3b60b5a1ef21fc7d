import type { Cause } from '../../lib/core/cause.js';
import { describeCause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import type { Result } from '../../lib/core/result.js';
import { ownerOf } from '../../lib/files/owner.js';
import { peerDead } from '../lab/causes.js';
import { openLab } from '../lab/lab.js';
import type { Lane } from '../lab/lane.js';
import type { Restoration } from '../lab/ledger.js';
import { restoreLab, takeHandLabDown } from '../lab/restore-lab.js';
import { STATE_DIRECTORY, statePaths } from '../lab/state.js';
import { labStatus, type LabStatus } from '../lab/status.js';
import type { Cli } from './command.js';
import { interruptedExitCode } from './interrupt.js';

type Output = Pick<Cli, 'out' | 'note'>;

/** Options shared by the lab commands; `stateDirectory` is for tests. */
export interface LabCommandOptions {
  readonly stateDirectory?: string;
  readonly json?: boolean;
}

/** Options of `lab up`. */
export interface LabUpOptions extends LabCommandOptions {
  /** Links, 1 or 2. Default 1. */
  readonly links?: number;
  /** Cores for env.json. Default: core 0. */
  readonly cores?: readonly number[];
  /** Aborted by a termination signal: what was made is put back. */
  readonly signal?: AbortSignal;
}

const blocked = (cause: Cause, { note }: Output): ExitCode => {
  note(`${describeCause(cause)}\n`);
  return ExitCode.hostBlocked;
};

const introduce = (run: string, lane: Lane): string =>
  [
    `lab ${run} is up (${lane.durationMs.toFixed(0)} ms)`,
    '',
    `  test namespace  ${lane.namespaces.test}`,
    `  wire namespace  ${lane.namespaces.wire}  (capture: ip netns exec ${lane.namespaces.wire} tcpdump -ni ${lane.links[0]?.wa ?? 'wa0'})`,
    `  peer namespace  ${lane.namespaces.peer}  (process ${String(lane.peerPid ?? 'elsewhere')})`,
    ...lane.links.map(
      ({ device, mac, ealArgument, dut, peer }) =>
        `  link            ${device} ${mac}, ${[...dut.v4, ...dut.v6].join(' ')}; peer ${[...peer.v4, ...peer.v6].join(' ')}; ${ealArgument}`,
    ),
    `  env.json        ${lane.files.envJson}`,
    `  lab.json        ${lane.files.labJson}`,
    '',
    'Run a program in it as a test is run:',
    `  sh ${lane.enter} COMMAND ARGUMENT...`,
    'Its environment there:',
    ...Object.entries(lane.environment).map(([name, value]) => `  ${name}=${value}`),
    'Take it down:',
    '  dpdk-conformance lab down',
    '',
  ].join('\n');

/** `lab up`: brings a lane up and leaves it standing; the peer process owns it from then on. */
export const labUp = async (options: LabUpOptions, io: Output): Promise<ExitCode> => {
  const lab = await openLab({
    processes: 2,
    ...(options.stateDirectory === undefined ? {} : { stateDirectory: options.stateDirectory }),
  });
  if (!lab.ok) return blocked(lab.error, io);
  const lane = await lab.value.laneUp({
    lane: 0,
    cores: options.cores ?? [0],
    links: options.links ?? 1,
    portsInEnv: true,
    detached: true,
  });
  const peer = lane.ok && lane.value.peerPid !== undefined ? ownerOf(lane.value.peerPid) : undefined;
  const interrupted = options.signal === undefined ? undefined : interruptedExitCode(options.signal);
  if (!lane.ok || peer === undefined || interrupted !== undefined) {
    await lab.value.close();
    if (!lane.ok) return blocked(lane.error, io);
    return interrupted ?? blocked(peerDead('it ended at once'), io);
  }
  lab.value.handOver(peer);
  const { enter, environment, files, links, namespaces, peerPid } = lane.value;
  io.out(
    options.json === true
      ? `${JSON.stringify({ run: lab.value.run, namespaces, links, files, enter, environment, peerPid })}\n`
      : introduce(lab.value.run, lane.value),
  );
  return ExitCode.conformant;
};

const tell = (result: Result<Restoration, Cause>, io: Output): ExitCode => {
  if (!result.ok) return blocked(result.error, io);
  const { undone, differences, complete } = result.value;
  for (const difference of differences) io.note(`${difference}\n`);
  if (!complete) {
    io.note('Not everything could be put back; end what uses it, then run `dpdk-conformance lab restore`.\n');
    return ExitCode.hostBlocked;
  }
  io.out(undone === 0 ? 'nothing was left to undo\n' : `${String(undone)} things put back\n`);
  return ExitCode.conformant;
};

const pathsOf = (options: LabCommandOptions): ReturnType<typeof statePaths> =>
  statePaths(options.stateDirectory ?? STATE_DIRECTORY);

/** `lab down`: takes a lab of `lab up` down. */
export const labDown = async (options: LabCommandOptions, io: Output): Promise<ExitCode> =>
  tell(await takeHandLabDown(pathsOf(options)), io);

/** `lab restore`: undoes what killed runs left; a living run is not touched. */
export const labRestore = async (options: LabCommandOptions, io: Output): Promise<ExitCode> =>
  tell(await restoreLab(pathsOf(options)), io);

const STATES = {
  held: 'held by a living run',
  'by-hand': 'up for work by hand',
  left: 'left by a killed run: `dpdk-conformance lab restore`',
} as const;

const show = ({ holder, runs }: LabStatus): string =>
  [
    holder === undefined
      ? 'nobody holds the lab'
      : `held by process ${String(holder.pid)} (${holder.command})`,
    ...runs.flatMap(({ run, state, owed, namespaces }) => [
      `run ${run}: ${STATES[state]}, ${String(owed.length)} things to put back`,
      ...namespaces.map(({ name, processes }) => `  ${name}: ${String(processes.length)} processes`),
    ]),
    '',
  ].join('\n');

/** `lab status`: looks, changes nothing. */
export const labStatusCommand = async (options: LabCommandOptions, io: Output): Promise<ExitCode> => {
  const status = await labStatus(pathsOf(options));
  io.out(options.json === true ? `${JSON.stringify(status)}\n` : show(status));
  return ExitCode.conformant;
};
