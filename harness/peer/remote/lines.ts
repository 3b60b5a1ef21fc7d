import type { Socket } from 'node:net';
import type { z } from 'zod';
import { err, ok, type Result } from '../../../lib/core/result.js';
import { lineCutter } from '../control/lines.js';

/** Bytes of a line; longer ones end the conversation. */
const MOST_BYTES = 64 << 10;

/** A connection that talks in lines of JSON. */
export interface Conversation {
  readonly say: (message: object) => void;
  /** The next line, held against a schema; an error is a sentence. Also when the other side has gone, or time is up. */
  readonly hear: <T>(schema: z.ZodType<T>, limitMs: number) => Promise<Result<T, string>>;
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

/** Begins a conversation. The socket's errors end it and nothing else. */
export const converse = (socket: Socket): Conversation => {
  const cut = lineCutter(MOST_BYTES);
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
  return {
    over,
    say: (message) => {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    hear: async (schema, limitMs) => {
      const limit = new Promise<'late'>((resolve) => {
        setTimeout(resolve, limitMs, 'late').unref();
      });
      while (waiting.length === 0 && ended === undefined) {
        const woken = new Promise<'woken'>((resolve) => {
          wake = () => {
            resolve('woken');
          };
        });
        if ((await Promise.race([woken, limit])) === 'late')
          return err(`no line within ${String(limitMs)} ms`);
      }
      const line = waiting.shift();
      return line === undefined ? err(ended ?? 'nothing') : parse(line, schema);
    },
  };
};
