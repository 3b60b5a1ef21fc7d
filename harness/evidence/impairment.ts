import { shellInNetns } from '../../lib/net/ip.js';
import type { Impairment } from '../plan/impairment.js';
import type { EventOf } from '../record/event.js';
import { impairedSchema } from '../record/wire.js';
import { WireTool } from './wire-tool.js';

/** What a `frames` event says of an impairment that was ordered. */
export type ImpairmentEvidence = Pick<EventOf<'frames'>, 'impaired' | 'impairmentProblem'>;

/** Where to impair. */
export interface ImpairmentRequest {
  /** Path of `wire-relay`. */
  readonly wireRelay: string;
  /** Name of the namespace with the wire. */
  readonly namespace: string;
  /** The wire's two halves: the side of the device under test, and the peer's. */
  readonly sides: readonly [string, string];
  /** Shell script that takes the joint of the two halves away, and the one that puts it back. */
  readonly apart: string;
  readonly joined: string;
}

/** A wire with a relay between its halves. */
export interface ImpairedWire {
  /** Ends the relay and joins the wire again; gives what it did. */
  readonly mend: () => Promise<ImpairmentEvidence>;
}

/** Puts the relay between the two halves of the wire. Resolves when it carries frames, or cannot: mending it tells. */
export const impairWire = async (
  request: ImpairmentRequest,
  impairment: Impairment,
): Promise<ImpairedWire> => {
  const { namespace, wireRelay, sides } = request;
  const shell = async (script: string, what: string): Promise<string | undefined> => {
    const { exitCode, stderr } = await shellInNetns(namespace, script, {});
    return exitCode === 0 ? undefined : `the wire could not be ${what}: ${stderr.trim()}`;
  };
  const apart = await shell(request.apart, 'taken apart');
  const relay = await WireTool.start(wireRelay, [namespace, ...sides, JSON.stringify(impairment)]);
  return {
    mend: async () => {
      const done = await relay.end(impairedSchema);
      const joined = await shell(request.joined, 'joined again');
      const problem = apart ?? joined ?? (done.ok ? undefined : `the relay: ${done.error}`);
      return done.ok && problem === undefined
        ? { impaired: done.value }
        : { impairmentProblem: problem ?? '' };
    },
  };
};
