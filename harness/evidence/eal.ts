import type { EventOf } from '../record/event.js';

/** What an `eal` event says beside its time and test. */
export type EalEvidence = Omit<EventOf<'eal'>, 'event' | 'time' | 'test'>;
type EalProcess = EalEvidence['processes'][number];

/** Evidence E6: the processes in which EAL listened on its telemetry socket, from the launcher's `eal` events. One entry a pid. */
export const ealEvidence = (events: readonly EalProcess[]): EalEvidence => {
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
