import { setMaxListeners } from 'node:events';
import type { Cause } from '../../lib/core/cause.js';

/** Why a run stops before its end. */
export type StopReason =
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'host'; readonly cause: Cause }
  | { readonly kind: 'lost'; readonly cause: Cause }
  | { readonly kind: 'run-timeout'; readonly cause: Cause };

/** The one switch that ends everything a run has begun. The first reason holds. */
export class Stop {
  readonly #controller = new AbortController();
  #reason: StopReason | undefined;

  constructor() {
    setMaxListeners(0, this.#controller.signal); // each command that runs listens, and many run side by side
  }

  /** Aborts when the run is to stop. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it stops; undefined while it goes on. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Stops the run. Safe to call again. */
  now(reason: StopReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller.abort();
  }

  /** Stops when the caller's signal aborts; gives the undo. */
  follow(signal: AbortSignal | undefined): () => void {
    const stop = (): void => {
      const reason = signal?.reason as { readonly signal?: unknown } | undefined;
      this.now({ kind: 'signal', signal: typeof reason?.signal === 'string' ? reason.signal : 'SIGTERM' });
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    return () => signal?.removeEventListener('abort', stop);
  }

  /** Stops when the whole run's time is up; gives the undo. */
  after(seconds: number): () => void {
    const timer = setTimeout(() => {
      this.now({
        kind: 'run-timeout',
        cause: {
          id: 'run-timeout',
          seen: `the run was not done after ${String(seconds)} s`,
          expected: 'a whole run within its time limit',
          fix: 'raise timeouts.run in dpdk-conformance.toml, or run fewer suites at a time',
        },
      });
    }, seconds * 1000);
    return () => {
      clearTimeout(timer);
    };
  }
}
