import type { TestRecord } from '../record/record.js';

const statementsOf = (
  test: TestRecord,
): { readonly made: number; readonly held: number; readonly broken: number } | null => {
  const { wire } = test.planned;
  const made = wire === 'none' ? [] : (wire.frames ?? []);
  if (made.length === 0) return null;
  const facts = test.frames.flatMap(({ asserted }) => asserted ?? []);
  const broken = made.filter((what) => facts.some((fact) => fact.what === what && !fact.held));
  const held = made.filter((what) => !broken.includes(what) && facts.some((fact) => fact.what === what));
  return { made: made.length, held: held.length, broken: broken.length };
};

/** The evidence of one test in numbers, as report.json shows it; `null` where the record has none. */
export const evidenceSummary = (test: TestRecord) => {
  const [started] = test.started;
  const finished = test.finished.at(-1);
  const [sockets] = test.sockets;
  const [frames] = test.frames;
  const payload = (side: 'fromDut' | 'fromPeer'): number =>
    (frames?.flows ?? []).reduce((total, flow) => total + flow.payload[side], 0);
  return {
    executableSha256: started?.executableSha256 ?? null,
    lane: started?.lane ?? null,
    outcome: finished?.outcome ?? null,
    sockets:
      sockets === undefined
        ? null
        : { complete: sockets.complete, kernelTcp: sockets.kernelTcp.map((call) => call.text) },
    frames:
      frames === undefined
        ? null
        : {
            complete: frames.complete,
            fromDut: frames.frames.fromDut,
            toDut: frames.frames.toDut,
            dropped: frames.frames.dropped,
            flows: frames.flows.length,
            payloadFromDut: payload('fromDut'),
            payloadToDut: payload('fromPeer'),
            capture: frames.capture ?? null,
          },
    isolation:
      test.isolation.length === 0
        ? null
        : {
            looks: test.isolation.length,
            addresses: test.isolation.flatMap((look) => look.addresses),
            routes: test.isolation.flatMap((look) => look.routes),
          },
    eal:
      test.eal.length === 0
        ? null
        : {
            processes: test.eal.flatMap((eal) =>
              eal.processes.map(({ pid, version, hugepagesKb }) => ({ pid, version, hugepagesKb })),
            ),
          },
    output: finished?.output ?? null,
    statements: statementsOf(test),
  };
};
