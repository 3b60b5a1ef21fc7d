import { z } from 'zod';
import { start, type ChildExit } from '../../lib/proc/start.js';
import { shellInNetns } from '../../lib/net/ip.js';
import type { EventOf } from '../record/event.js';
import { impairedSchema } from '../record/event.js';
import type { Impairment } from '../plan/impairment.js';

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

const lineSchema = z.union([z.object({ ready: z.literal(true) }), z.object({ done: impairedSchema })]);

/** A wire that is impaired until it is mended. */
export class ImpairedWire {
  readonly #request: ImpairmentRequest;
  readonly #lines: string[] = [];
  readonly #errors: string[] = [];
  readonly #exited: Promise<ChildExit>;
  readonly #end: () => void;
  #problem: string | undefined;

  private constructor(request: ImpairmentRequest, impairment: Impairment, ready: () => void) {
    this.#request = request;
    const words = [request.namespace, ...request.sides, JSON.stringify(impairment)];
    const child = start(request.wireRelay, words, {
      input: true,
      ownGroup: true,
      onLine: {
        1: (line) => {
          if (this.#lines.length < 10) this.#lines.push(line);
          ready();
        },
        2: (line) => this.#errors.length < 20 && this.#errors.push(line),
      },
    });
    this.#exited = child.exited;
    this.#end = () => {
      child.endInput();
    };
    void child.exited.then(ready);
  }

  /** Puts the relay between the two halves of the wire. Resolves when it carries frames, or cannot; {@link mend} tells. */
  static async of(request: ImpairmentRequest, impairment: Impairment): Promise<ImpairedWire> {
    const apart = await shellInNetns(request.namespace, request.apart, {});
    let wire: ImpairedWire | undefined;
    await new Promise<void>((resolve) => {
      wire = new ImpairedWire(request, impairment, resolve);
    });
    if (wire === undefined) throw new Error('the constructor has run');
    if (apart.exitCode !== 0) wire.#problem = `the wire could not be taken apart: ${apart.stderr.trim()}`;
    return wire;
  }

  /** Ends the relay and joins the wire again; gives what it did. */
  async mend(): Promise<ImpairmentEvidence> {
    this.#end();
    const exit = await this.#exited;
    const joined = await shellInNetns(this.#request.namespace, this.#request.joined, {});
    if (joined.exitCode !== 0)
      this.#problem ??= `the wire could not be joined again: ${joined.stderr.trim()}`;
    const last = parseLine(this.#lines.at(-1));
    if (last !== undefined && 'done' in last && exit.exitCode === 0 && this.#problem === undefined)
      return { impaired: last.done };
    const words =
      this.#errors.join('; ') ||
      `the relay ended with ${exit.startError ?? exit.signal ?? `status ${String(exit.exitCode)}`}`;
    return { impairmentProblem: this.#problem ?? words };
  }
}

const parseLine = (line: string | undefined): z.infer<typeof lineSchema> | undefined => {
  try {
    return lineSchema.safeParse(JSON.parse(line ?? '')).data;
  } catch {
    return undefined;
  }
};
