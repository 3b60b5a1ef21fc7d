import type { EventOf } from '../record/event.js';

/** What an `eal` event says beside its time and test. */
export type EalEvidence = Omit<EventOf<'eal'>, 'event' | 'time' | 'test'>;
type EalProcess = EalEvidence['processes'][number];

/** What EAL counted on its ports against what their taps took in, of one conversation with a process. */
type Counted = NonNullable<EalProcess['counters']> & { readonly pid: number };

/** All of a process's conversations as one. */
const countersOf = (pid: number, all: readonly Counted[]): Pick<EalProcess, 'counters'> => {
  const own = all.filter((counted) => counted.pid === pid);
  if (own.length === 0) return {};
  const sum = (key: 'samples' | 'sent' | 'beside'): number =>
    own.reduce((total, counted) => total + counted[key], 0);
  return { counters: { samples: sum('samples'), sent: sum('sent'), beside: sum('beside') } };
};

/**
 * Evidence E6: the processes in which EAL listened on its telemetry socket, from the launcher's `eal` and `counters` events. One entry a
 * pid.
 */
export const ealEvidence = (
  events: readonly EalProcess[],
  counters: readonly Counted[] = [],
): EalEvidence => {
  const processes = new Map<number, EalProcess>();
  for (const event of events) {
    const { pid, version, hugepagesKb, ports, parameters, library, executable, held, problem } = event;
    if (processes.get(pid)?.problem === undefined && processes.has(pid)) continue;
    processes.set(pid, {
      pid,
      version,
      hugepagesKb,
      ports: ports.map(({ name, mac }) => ({ name, mac })),
      parameters: [...parameters],
      ...(library === undefined ? {} : { library }),
      ...(executable === undefined ? {} : { executable }),
      ...(held === undefined ? {} : { held: held.map(({ kind, name }) => ({ kind, name })) }),
      ...countersOf(pid, counters),
      ...(problem === undefined ? {} : { problem }),
    });
  }
  const found = [...processes.values()];
  const broken = found.find((process) => process.problem !== undefined)?.problem;
  if (found.length === 0)
    return {
      processes: found,
      problem: 'no process opened a telemetry socket of EAL in its runtime directory',
    };
  return { processes: found, ...(broken === undefined ? {} : { problem: broken }) };
};
