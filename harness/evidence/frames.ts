import { err, ok, type Result } from '../../lib/core/result.js';
import { start, type Child, type ChildExit } from '../../lib/proc/start.js';
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

/** A running capture on the wire of a lane (evidence E3): one window a test. */
export class WireCapture {
  readonly #child: Child;
  readonly #waiting: ((answer: TapAnswer) => void)[] = [];
  readonly #errors: string[] = [];
  #lost: string | undefined;
  #closing = false;
  /** Pid of `wire-tap`. */
  readonly pid: number | undefined;

  private constructor(request: CaptureRequest) {
    const list = (key: 'interface' | 'mac'): string => request.links.map((link) => link[key]).join(',');
    const buffer = request.bufferBytes === undefined ? [] : ['--buffer', String(request.bufferBytes)];
    const words = [request.namespace, list('interface'), '--dut-mac', list('mac'), ...buffer];
    this.#child = start(request.wireTap, words, {
      input: true,
      ownGroup: true,
      maxLine: MAX_LINE,
      onLine: {
        1: (line) => this.#waiting.shift()?.(parseTapAnswer(line)),
        2: (line) => this.#errors.length < 20 && this.#errors.push(line),
      },
    });
    this.pid = this.#child.pid;
    void this.#child.exited.then((exit) => {
      this.#lost = this.#errors.join('; ') || describeExit(exit);
      for (const answer of this.#waiting.splice(0)) answer({ error: this.#lost });
      if (!this.#closing) request.onLost?.(this.#lost);
    });
  }

  /** Starts a capture; resolves when it listens on every interface. The error says why it cannot. */
  static async open(request: CaptureRequest): Promise<Result<WireCapture, string>> {
    const capture = new WireCapture(request);
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
    this.#child.endInput();
    await this.#child.exited;
  }

  #ask(command: Record<string, unknown>): Promise<TapAnswer> {
    if (this.#lost === undefined) this.#child.send(JSON.stringify(command));
    return this.#answer();
  }

  #answer(): Promise<TapAnswer> {
    if (this.#lost !== undefined) return Promise.resolve({ error: this.#lost });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

const describeExit = (exit: ChildExit): string =>
  `the capture has ended (${exit.startError ?? exit.signal ?? `status ${String(exit.exitCode)}`})`;
