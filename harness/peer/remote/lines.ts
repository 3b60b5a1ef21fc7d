import type { Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { z } from 'zod';
import { err, ok, type Result } from '../../../lib/core/result.js';
import { lineCutter } from '../control/lines.js';
import { sameProof, sealOf, type Challenges, type Side } from './handshake.js';

/** Bytes of a line of a stranger; longer ones end the conversation. */
const STRANGER_BYTES = 64 << 10;
/** The same once both sides are known: what a capture has seen of a test is one line. */
const KNOWN_BYTES = 64 << 20;

/** A connection that talks in lines of JSON. */
export interface Conversation {
  readonly say: (message: object) => void;
  /** The next line, held against a schema; an error is a sentence. Also when the other side has gone, or time is up (if there is a limit). */
  readonly hear: <T>(schema: z.ZodType<T>, limitMs?: number) => Promise<Result<T, string>>;
  /** From the next line on, both ways: each line carries the seal of the side that says it, and one without ends the conversation. */
  readonly seal: (secret: string, own: Side, challenges: Challenges) => void;
  /** Resolves when the connection is over. */
  readonly over: Promise<void>;
}

const parse = <T>(line: string, schema: z.ZodType<T>): Result<T, string> => {
  try {
    const parsed = schema.safeParse(JSON.parse(line));
    return parsed.success ? ok(parsed.data) : err(`a line of another kind: ${line.slice(0, 100)}`);
  } catch {
    return err(`a line that is no JSON: ${line.slice(0, 100)}`);
  }
};

/** Puts seals on lines, and takes them off again. */
interface Envelope {
  readonly put: (line: string) => string;
  /** Undefined: the seal is not the other side's for this very line. */
  readonly take: (line: string) => string | undefined;
}

const OPEN: Envelope = { put: (line) => line, take: (line) => line };
const SEAL_LENGTH = 64;

const envelope = (secret: string, own: Side, challenges: Challenges): Envelope => {
  const other: Side = own === 'peer' ? 'harness' : 'peer';
  let said = 0;
  let heard = 0;
  return {
    put: (line) => `${sealOf({ secret, side: own, challenges }, said++, line)}${line}`,
    take: (text) => {
      const line = text.slice(SEAL_LENGTH);
      const expected = sealOf({ secret, side: other, challenges }, heard++, line);
      return sameProof(text.slice(0, SEAL_LENGTH), expected) ? line : undefined;
    },
  };
};

/** Begins a conversation. The socket's errors end it and nothing else. */
export const converse = (socket: Socket): Conversation => {
  let cut = lineCutter(STRANGER_BYTES);
  let seals = OPEN;
  const waiting: string[] = [];
  let wake: () => void = () => undefined;
  let ended: string | undefined;
  const end = (why: string): void => {
    ended ??= why;
    wake();
  };
  socket.on('data', (chunk) => {
    const lines = cut(chunk);
    if (lines === undefined) socket.destroy(new Error('a line too long'));
    else waiting.push(...lines);
    wake();
  });
  socket.on('error', (error) => {
    end(error.message);
  });
  const over = new Promise<void>((resolve) => {
    socket.on('close', () => {
      end('the other side hung up');
      resolve();
    });
  });
  socket.on('end', () => {
    end('the other side hung up');
  });
  const comes = async (limitMs: number | undefined): Promise<boolean> => {
    const time = { up: false };
    const clock =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            time.up = true;
            wake();
          }, limitMs);
    while (waiting.length === 0 && ended === undefined && !time.up)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    clearTimeout(clock);
    return waiting.length > 0 || !time.up;
  };
  const unsealed = (text: string): Result<string, string> => {
    const line = seals.take(text);
    if (line !== undefined) return ok(line);
    end('a line came that the other side did not say');
    socket.destroy();
    return err(ended ?? '');
  };
  return {
    over,
    say: (message) => {
      if (socket.writable) socket.write(`${seals.put(JSON.stringify(message))}\n`);
    },
    hear: async (schema, limitMs) => {
      if (!(await comes(limitMs))) return err(`no line within ${String(limitMs)} ms`);
      const text = waiting.shift();
      if (text === undefined) return err(ended ?? 'nothing');
      const line = unsealed(text);
      return line.ok ? parse(line.value, schema) : line;
    },
    seal: (secret, own, challenges) => {
      seals = envelope(secret, own, challenges);
      cut = lineCutter(KNOWN_BYTES);
    },
  };
};
