import type { Trace } from '../trace.js';

/** What assertions are held against. */
export interface Scene {
  readonly trace: Trace;
  /** Addresses of the stations that have names, textual and in canonical form. */
  readonly stations: Readonly<Record<string, readonly string[]>>;
}

/** Whether an assertion held, and what was seen either way. */
export interface Finding {
  readonly held: boolean;
  readonly seen: string;
}

/** A statement about the wire. Its text says all that is expected, so that it can be read without the code. */
export interface Assertion {
  readonly text: string;
  readonly check: (scene: Scene) => Finding;
}

/** An assertion with its finding. */
export interface Fact extends Finding {
  readonly what: string;
}

/** Holds every assertion against the scene. */
export const evaluate = (assertions: readonly Assertion[], scene: Scene): readonly Fact[] =>
  assertions.map(({ text, check }) => ({ what: text, ...check(scene) }));
