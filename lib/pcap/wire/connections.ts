import type { Connection } from '../connection.js';
import type { Assertion, Scene } from './assertion.js';
import { isAt, wordsOf, type Who } from './station.js';

type Step = (connections: readonly Connection[], scene: Scene) => readonly Connection[];

/** A choice of connections: `connection().openedBy(dut).to({ address, port }).nth(1)`. Each step narrows it. */
export class Connections {
  readonly words: string;
  readonly #steps: readonly Step[];

  constructor(words: string, steps: readonly Step[]) {
    this.words = words;
    this.#steps = steps;
  }

  /** Who sent the SYN. */
  openedBy(who: Who): Connections {
    return this.#narrow(`opened by ${wordsOf(who)}`, (all, scene) =>
      all.filter(({ opener }) => isAt(opener, who, scene)),
    );
  }

  /** To whom the SYN went. */
  to(who: Who): Connections {
    return this.#narrow(`to ${wordsOf(who)}`, (all, scene) =>
      all.filter(({ target }) => isAt(target, who, scene)),
    );
  }

  /** The one with this number, from 1, in the order of their first segments. */
  nth(number: number): Connections {
    return this.#narrow(`number ${number}`, (all) => all.slice(number - 1, number));
  }

  /** The connections of the scene that are meant. */
  in(scene: Scene): readonly Connection[] {
    return this.#steps.reduce((left, step) => step(left, scene), scene.trace.connections);
  }

  /** There are exactly this many. */
  times(count: number): Assertion {
    return {
      text: `there are exactly ${count} of the ${this.words}`,
      check: (scene) => {
        const found = this.in(scene);
        return {
          held: found.length === count,
          seen: `${found.length} of ${scene.trace.connections.length} connections`,
        };
      },
    };
  }

  #narrow(words: string, step: Step): Connections {
    return new Connections(`${this.words} ${words}`, [...this.#steps, step]);
  }
}

/** Every connection of the scene. */
export const connection = (): Connections => new Connections('connections', []);
