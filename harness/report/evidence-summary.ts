import type { TestRecord } from '../record/record.js';

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
  };
};
