import type { TracedSegment } from '../connection.js';
import type { Assertion, Finding, Scene } from './assertion.js';
import type { Connections } from './connections.js';
import { matcherOf, type Expected, type Matcher, type Value } from './matcher.js';
import { inWords, some, wrong, type Properties } from './expected.js';
import { nameOf, PROPERTIES, segmentLine, type Property } from './properties.js';
import { isAt, wordsOf, type Who } from './station.js';

type Step = (segments: readonly TracedSegment[], scene: Scene) => readonly TracedSegment[];

/**
 * A choice of segments and what is said of it: `segment().from(dut).has({ ttl: 42 })`. Steps narrow the choice and can be chained; the last call
 * makes the assertion.
 */
export class Segments {
  readonly #noun: string;
  readonly #clauses: readonly string[];
  readonly #steps: readonly Step[];

  constructor(noun: string, clauses: readonly string[], steps: readonly Step[]) {
    this.#noun = noun;
    this.#clauses = clauses;
    this.#steps = steps;
  }

  /** What is meant, in words. */
  get words(): string {
    return [this.#noun, ...this.#clauses].join(' ');
  }

  get #all(): string {
    return [`${this.#noun}s`, ...this.#clauses].join(' ');
  }

  from(who: Who): Segments {
    return this.#only(`from ${wordsOf(who)}`, ({ source }, scene) => isAt(source, who, scene));
  }

  to(who: Who): Segments {
    return this.#only(`to ${wordsOf(who)}`, ({ destination }, scene) => isAt(destination, who, scene));
  }

  /** Of these connections. */
  in(connections: Connections): Segments {
    return this.#narrow(`of the ${connections.words}`, (all, scene) => {
      const chosen = new Set(connections.in(scene));
      return all.filter((segment) => chosen.has(segment.connection));
    });
  }

  /** With these properties. */
  with(properties: Properties): Segments {
    return this.#only(`with ${inWords(properties)}`, (segment) => wrong(segment, properties).length === 0);
  }

  /** With `text` in their payload. */
  carrying(text: string): Segments {
    const bytes = Buffer.from(text, 'latin1');
    return this.#only(`carrying ${JSON.stringify(text)}`, ({ payload }) => payload.includes(bytes));
  }

  /** Not sent before. */
  fresh(): Segments {
    return this.#only('sent for the first time', ({ again }) => !again);
  }

  /** Sent before. */
  repeated(): Segments {
    return this.#only('sent again', ({ again }) => again);
  }

  /** Captured after the first of `other`. None when there is none of those. */
  since(other: Segments): Segments {
    return this.#narrow(`after the first ${other.words}`, (all, scene) => {
      const [first] = other.found(scene);
      return first === undefined ? [] : all.filter(({ index }) => index > first.index);
    });
  }

  /** Captured before the first of `other`. None when there is none of those. */
  until(other: Segments): Segments {
    return this.#narrow(`before the first ${other.words}`, (all, scene) => {
      const [first] = other.found(scene);
      return first === undefined ? [] : all.filter(({ index }) => index < first.index);
    });
  }

  /** The segments of the scene that are meant, in the order of the capture. */
  found(scene: Scene): readonly TracedSegment[] {
    return this.#steps.reduce((left, step) => step(left, scene), scene.trace.segments);
  }

  /** There is one at least, and every one has these properties. */
  has(properties: Properties): Assertion {
    return this.#assert(`every ${this.words} has ${inWords(properties)}`, (segments) => {
      const [bad] = segments.filter((segment) => wrong(segment, properties).length > 0);
      if (bad === undefined) return { held: segments.length > 0, seen: some(segments.length) };
      const count = segments.filter((segment) => wrong(segment, properties).length > 0).length;
      return {
        held: false,
        seen: `${count} of ${some(segments.length)} otherwise, first ${segmentLine(bad)}: ${wrong(bad, properties).join(', ')}`,
      };
    });
  }

  /** There is one at least. */
  exists(): Assertion {
    return this.#assert(`there is a ${this.words}`, (segments) => ({
      held: segments.length > 0,
      seen: some(segments.length),
    }));
  }

  never(): Assertion {
    return this.#assert(`there is no ${this.words}`, (segments) => ({
      held: segments.length === 0,
      seen: this.#counted(segments),
    }));
  }

  /** There are exactly this many, or as many as the condition says. */
  times(count: number | Matcher): Assertion {
    const { words, test } = matcherOf(count);
    return this.#assert(`the number of ${this.#all} is ${words}`, (segments) => ({
      held: test(segments.length),
      seen: this.#counted(segments),
    }));
  }

  /** The first of these was captured before the first of `other`, and both exist. */
  before(other: Segments): Assertion {
    return {
      text: `the first ${this.words} comes before the first ${other.words}`,
      check: (scene) => {
        const [[one], [two]] = [this.found(scene), other.found(scene)];
        if (one === undefined || two === undefined)
          return { held: false, seen: one === undefined ? 'none of the former' : 'none of the latter' };
        return { held: one.index < two.index, seen: `numbers ${one.index} and ${two.index} of the capture` };
      },
    };
  }

  /** From each of these to the next of its connection it took so many milliseconds, and there are two at least. */
  spaced(least: number, most: number): Assertion {
    return this.#assert(`the ${this.#all} are ${least} to ${most} ms apart`, (segments) => {
      const gaps = segments.flatMap(({ time, connection }, index) => {
        const next = segments.slice(index + 1).find((other) => other.connection === connection);
        return next === undefined ? [] : [Math.round(next.time - time)];
      });
      return {
        held: gaps.length > 0 && gaps.every((gap) => least <= gap && gap <= most),
        seen: gaps.length === 0 ? some(segments.length) : `${gaps.slice(0, 20).join(', ')} ms`,
      };
    });
  }

  /** The largest value of the property among these is as the condition says, and there is one. */
  largest(property: Property, expected: Expected): Assertion {
    const { words, test } = matcherOf(expected);
    return this.#assert(`the largest ${nameOf(property)} of ${this.#all} is ${words}`, (segments) => {
      const read: (one: TracedSegment) => Value = PROPERTIES[property];
      const values = segments.map((one) => read(one)).filter((value) => typeof value === 'number');
      if (values.length === 0) return { held: false, seen: some(segments.length) };
      const most = values.reduce((a, b) => Math.max(a, b));
      return { held: test(most), seen: `${most} in ${some(values.length)}` };
    });
  }

  /** The payload bytes of all of these, each time it was sent, are as many as the condition says. */
  bytes(expected: Expected): Assertion {
    const { words, test } = matcherOf(expected);
    return this.#assert(`the payload bytes of all ${this.#all} are ${words}`, (segments) => {
      const total = segments.reduce((sum, { payload }) => sum + payload.length, 0);
      return { held: test(total), seen: `${total} bytes in ${some(segments.length)}` };
    });
  }

  #counted(segments: readonly TracedSegment[]): string {
    const [first] = segments;
    return first === undefined ? some(0) : `${some(segments.length)}, first ${segmentLine(first)}`;
  }

  #assert(text: string, find: (segments: readonly TracedSegment[]) => Finding): Assertion {
    return { text, check: (scene) => find(this.found(scene)) };
  }

  #only(words: string, keep: (segment: TracedSegment, scene: Scene) => boolean): Segments {
    return this.#narrow(words, (all, scene) => all.filter((segment) => keep(segment, scene)));
  }

  #narrow(words: string, step: Step): Segments {
    return new Segments(this.#noun, [...this.#clauses, words], [...this.#steps, step]);
  }
}
