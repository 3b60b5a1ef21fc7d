import type { EventOf } from '../record/event.js';
import { judgeCall, startsProcess } from './socket-rules.js';
import { callName, parseTraceLine, returned } from './trace-line.js';

/** What a `sockets` event says beside its time and test. */
export type SocketsEvidence = Omit<EventOf<'sockets'>, 'event' | 'time' | 'test'>;

const MAX_TEXT = 300;
const MAX_CALLS = 100;
const MAX_PROBLEMS = 5;

/** What {@link TraceReader} has to know of the test. */
export interface TraceContext {
  /** Pid of the test process in its own pid namespace (as in the trace). */
  readonly rootPid: number;
  /** True when the DPDK port of the lane is a driver that opens link-layer sockets (net_af_packet, net_af_xdp, net_pcap). */
  readonly linkSocketsAllowed: boolean;
}

/** Takes the lines of an strace file one by one and sums up what they say of kernel TCP. Pure: no file is touched. */
export class TraceReader {
  readonly #context: TraceContext;
  readonly #unfinished = new Map<number, string>();
  readonly #alive = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #problems = new Set<string>();
  readonly #kernelTcp: SocketsEvidence['kernelTcp'] = [];
  readonly #other: Record<string, number> = {};
  #line = 0;

  constructor(context: TraceContext) {
    this.#context = context;
    this.#alive.add(context.rootPid);
  }

  /** Takes the next line, without its line end. */
  add(line: string): void {
    this.#line += 1;
    const parsed = parseTraceLine(line);
    switch (parsed.kind) {
      case 'unknown':
        this.#problem(`line ${this.#line} of the trace is not understood: ${line.slice(0, 80)}`);
        return;
      case 'ended':
        this.#alive.delete(parsed.pid);
        this.#ended.add(parsed.pid);
        break;
      case 'signal':
        break;
      case 'unfinished':
        this.#unfinished.set(parsed.pid, parsed.text);
        break;
      case 'resumed':
        this.#call(parsed.pid, `${this.#unfinished.get(parsed.pid) ?? ''}${parsed.text}`);
        this.#unfinished.delete(parsed.pid);
        break;
      case 'call':
        this.#call(parsed.pid, parsed.text);
        break;
    }
    if (!this.#ended.has(parsed.pid)) this.#alive.add(parsed.pid);
  }

  /** The sum; `problem` names a defect found outside of the lines, e.g. that the file was cut. */
  finish(problem?: string): SocketsEvidence {
    for (const [pid, text] of this.#unfinished) this.#call(pid, text); // killed in the middle of it
    if (this.#alive.has(this.#context.rootPid))
      this.#problem(`the trace has no end of the test process (pid ${this.#context.rootPid})`);
    else if (this.#alive.size > 0)
      this.#problem(`the trace has no end of pid ${[...this.#alive].slice(0, 5).join(', ')}`);
    const problems = [...(problem === undefined ? [] : [problem]), ...this.#problems];
    return {
      complete: problems.length === 0,
      ...(problems.length === 0 ? {} : { problem: problems.join('; ') }),
      kernelTcp: this.#kernelTcp,
      other: this.#other,
    };
  }

  #problem(text: string): void {
    if (this.#problems.size < MAX_PROBLEMS) this.#problems.add(text);
  }

  #call(pid: number, whole: string): void {
    const name = callName(whole);
    if (name === '') {
      this.#problem(`line ${this.#line} of the trace resumes a call that never began`);
      return;
    }
    const meaning = judgeCall(name, whole, this.#context.linkSocketsAllowed);
    const text = whole.replace(/ +/g, ' ').slice(0, MAX_TEXT);
    switch (meaning.kind) {
      case 'kernel-tcp':
        if (this.#kernelTcp.length < MAX_CALLS)
          this.#kernelTcp.push({ pid, call: name, domain: meaning.domain, type: meaning.type, text });
        break;
      case 'other': {
        const key = `${meaning.domain}/${meaning.type}`;
        this.#other[key] = (this.#other[key] ?? 0) + 1;
        break;
      }
      case 'blind':
        this.#problem(`${meaning.why}: ${text.slice(0, 120)}`);
        break;
      case 'nothing':
        break;
    }
    const child = startsProcess(name) ? returned(whole) : undefined;
    if (child !== undefined && child > 0 && !this.#ended.has(child)) this.#alive.add(child);
  }
}
