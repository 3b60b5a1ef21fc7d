import type { Connection } from '../connection.js';
import { reassemble, type Reassembled } from '../reassemble.js';
import type { Assertion, Finding, Scene } from './assertion.js';
import type { Connections } from './connections.js';
import { isAt, wordsOf, type Who } from './station.js';

const differsAt = (seen: Buffer, expected: Uint8Array): number => {
  const shorter = Math.min(seen.length, expected.length);
  for (let at = 0; at < shorter; at += 1) if (seen[at] !== expected[at]) return at;
  return shorter;
};

/** The payload one side of a connection sent, put in order: `stream(connection().to(server)).from(dut).is(bytes)`. */
export class Streams {
  readonly #connections: Connections;
  readonly #who: Who;

  constructor(connections: Connections, who: Who) {
    this.#connections = connections;
    this.#who = who;
  }

  get words(): string {
    return `stream from ${wordsOf(this.#who)} on the ${this.#connections.words}`;
  }

  /** It is exactly these bytes. `name` stands for them in the text. */
  is(bytes: Uint8Array, name: string): Assertion {
    return this.#every(`is ${name} (${bytes.length} bytes)`, ({ bytes: seen, beyondGap }) => {
      const at = differsAt(seen, bytes);
      const held = at === bytes.length && at === seen.length && beyondGap === 0;
      const difference = held ? '' : `; different from byte ${at} on, ${beyondGap} bytes behind a gap`;
      return { held, seen: `${seen.length} bytes${difference}` };
    });
  }

  /** FIN was sent behind its last byte, and no byte is missing or was sent with two values. */
  isWhole(): Assertion {
    return this.#every('is whole, to its FIN', ({ bytes, beyondGap, conflictAt, finished }) => ({
      held: finished && beyondGap === 0 && conflictAt === undefined,
      seen: `${bytes.length} bytes, ${finished ? 'FIN' : 'no FIN'}, ${beyondGap} behind a gap${conflictAt === undefined ? '' : `, two values at ${conflictAt}`}`,
    }));
  }

  #every(words: string, find: (stream: Reassembled) => Finding): Assertion {
    const fromOpener = (connection: Connection, scene: Scene): boolean =>
      isAt(connection.opener, this.#who, scene);
    return {
      text: `every ${this.words} ${words}`,
      check: (scene) => {
        const connections = this.#connections.in(scene);
        if (connections.length === 0) return { held: false, seen: 'no such connection' };
        const found = connections.map((one) => find(reassemble(one, fromOpener(one, scene))));
        const bad = found.find(({ held }) => !held);
        return (
          bad ?? { held: true, seen: [...new Set(found.map(({ seen }) => seen))].slice(0, 3).join(' and ') }
        );
      },
    };
  }
}

/** The streams of these connections in the direction from `who`. */
export const stream = (connections: Connections): { readonly from: (who: Who) => Streams } => ({
  from: (who) => new Streams(connections, who),
});
