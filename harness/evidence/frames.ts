import { err, ok, type Result } from '../../lib/core/result.js';
import { start, type ChildExit } from '../../lib/proc/start.js';
import type { EventOf } from '../record/event.js';
import { parseTapAnswer, type TapAnswer } from './tap-answer.js';

/** What a `frames` event says beside its time and test. */
export type FramesEvidence = Omit<EventOf<'frames'>, 'event' | 'time' | 'test'>;

/** Where and what to capture. */
export interface CaptureRequest {
  /** Path of `wire-tap`. */
  readonly wireTap: string;
  /** Name below /run/netns, or path, of the namespace with the wire. */
  readonly namespace: string;
  /** One entry a link, in the order of the lane's links. */
  readonly links: readonly { readonly interface: string; readonly mac: string }[];
  /** Bytes of the kernel's queue for each interface; default 64 MiB. */
  readonly bufferBytes?: number;
  /** Called once when the capture ended although nobody closed it. */
  readonly onLost?: (problem: string) => void;
}

const NONE: Pick<FramesEvidence, 'frames' | 'flows'> = {
  frames: { fromDut: 0, toDut: 0, dropped: 0 },
  flows: [],
};
const MAX_LINE = 1 << 26;

/** Whatever a capture is talked to through: one of this host, or of the host at the other end of the cable. */
export interface TapChannel {
  /** Process of this host that captures, if one does. */
  readonly pid: number | undefined;
  /** Says a command of `wire-tap` (lib/native/README.md). */
  send(line: string): void;
  /** Resolves with the reason when the capture is over. */
  readonly over: Promise<string>;
  /** Ends the capture and waits until it has gone. */
  close(): Promise<void>;
}

const program = (request: CaptureRequest, take: (line: string) => void): TapChannel => {
  const errors: string[] = [];
  const list = (key: 'interface' | 'mac'): string => request.links.map((link) => link[key]).join(',');
  const buffer = request.bufferBytes === undefined ? [] : ['--buffer', String(request.bufferBytes)];
  const words = [request.namespace, list('interface'), '--dut-mac', list('mac'), ...buffer];
  const child = start(request.wireTap, words, {
    input: true,
    ownGroup: true,
    maxLine: MAX_LINE,
    onLine: { 1: take, 2: (line) => errors.length < 20 && errors.push(line) },
  });
  return {
    pid: child.pid,
    send: (line) => {
      child.send(line);
    },
    over: child.exited.then((exit) => errors.join('; ') || describeExit(exit)),
    close: async () => {
      child.endInput();
      await child.exited;
    },
  };
};

/** A running capture on the wire of a lane (evidence E3): one window a test. */
export class WireCapture {
  readonly #channel: TapChannel;
  readonly #waiting: ((answer: TapAnswer) => void)[] = [];
  #lost: string | undefined;
  #closing = false;
  /** Pid of `wire-tap`. */
  readonly pid: number | undefined;

  private constructor(
    open: (take: (line: string) => void) => TapChannel,
    onLost?: (problem: string) => void,
  ) {
    this.#channel = open((line) => this.#waiting.shift()?.(parseTapAnswer(line)));
    this.pid = this.#channel.pid;
    void this.#channel.over.then((why) => {
      this.#lost = why;
      for (const answer of this.#waiting.splice(0)) answer({ error: why });
      if (!this.#closing) onLost?.(why);
    });
  }

  /** Starts a capture; resolves when it listens on every interface. The error says why it cannot. */
  static open(request: CaptureRequest): Promise<Result<WireCapture, string>> {
    return WireCapture.through((take) => program(request, take), request.onLost);
  }

  /** As {@link WireCapture.open}, by a capture that is talked to otherwise. `open` is given who takes its answers, a line each. */
  static async through(
    open: (take: (line: string) => void) => TapChannel,
    onLost?: (problem: string) => void,
  ): Promise<Result<WireCapture, string>> {
    const capture = new WireCapture(open, onLost);
    const answer = await capture.#answer();
    if ('ready' in answer) return ok(capture);
    await capture.close();
    return err('error' in answer ? answer.error : 'the capture began with something else than "ready"');
  }

  /** Begins the window of a test. With `pcap` every frame is also written to that file. */
  async begin(id: string, pcap?: string): Promise<Result<{ readonly strays: number }, string>> {
    const answer = await this.#ask({ begin: id, pcap: pcap ?? null });
    if ('begun' in answer && answer.begun === id) return ok({ strays: answer.strays });
    return err('error' in answer ? answer.error : `the capture did not begin ${id}`);
  }

  /** Ends it: every frame that crossed the wire before this call is counted. Never rejects; trouble is a `problem`. */
  async end(id: string, pcap?: string): Promise<FramesEvidence> {
    const answer = await this.#ask({ end: id });
    if (!('summary' in answer) || answer.summary.id !== id) {
      const problem = 'error' in answer ? answer.error : `the capture answered something else than ${id}`;
      return { complete: false, problem, ...NONE };
    }
    const { complete, problem, frames, others, flows } = answer.summary;
    return {
      complete: complete && problem === undefined && frames.dropped === 0,
      ...(problem === undefined ? {} : { problem }),
      ...(pcap === undefined ? {} : { capture: pcap }),
      frames,
      others,
      flows,
    };
  }

  /** Ends the capture and waits until it has gone. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#channel.close();
  }

  #ask(command: Record<string, unknown>): Promise<TapAnswer> {
    if (this.#lost === undefined) this.#channel.send(JSON.stringify(command));
    return this.#answer();
  }

  #answer(): Promise<TapAnswer> {
    if (this.#lost !== undefined) return Promise.resolve({ error: this.#lost });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

const describeExit = (exit: ChildExit): string =>
  `the capture has ended (${exit.startError ?? exit.signal ?? `status ${String(exit.exitCode)}`})`;
