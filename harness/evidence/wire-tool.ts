import { z } from 'zod';
import { err, ok, type Result } from '../../lib/core/result.js';
import { start, type Child } from '../../lib/proc/start.js';

const MAX_LINES = 20;
const lineSchema = z.union([z.object({ ready: z.literal(true) }), z.object({ done: z.unknown() })]);

const parseLine = (line: string | undefined): z.infer<typeof lineSchema> | undefined => {
  try {
    return lineSchema.safeParse(JSON.parse(line ?? '')).data;
  } catch {
    return undefined;
  }
};

/** A native program that works on the wire until its input ends, and then says what it did (lib/native/README.md). */
export class WireTool {
  readonly #child: Child;
  readonly #lines: string[] = [];
  readonly #errors: string[] = [];

  private constructor(path: string, words: readonly string[], ready: () => void) {
    this.#child = start(path, words, {
      input: true,
      ownGroup: true,
      onLine: {
        1: (line) => {
          if (this.#lines.length < MAX_LINES) this.#lines.push(line);
          ready();
        },
        2: (line) => this.#errors.length < MAX_LINES && this.#errors.push(line),
      },
    });
    void this.#child.exited.then(ready);
  }

  /** Starts it; resolves when it works, or cannot: {@link end} tells. */
  static start(path: string, words: readonly string[]): Promise<WireTool> {
    return new Promise((resolve) => {
      const tool: WireTool = new WireTool(path, words, () => {
        resolve(tool);
      });
    });
  }

  /** Ends it; gives what it did as `schema` reads it, or why that is not known. */
  async end<T>(schema: z.ZodType<T>): Promise<Result<T, string>> {
    this.#child.endInput();
    const exit = await this.#child.exited;
    const last = parseLine(this.#lines.at(-1));
    const done = schema.safeParse(last !== undefined && 'done' in last ? last.done : undefined);
    if (exit.exitCode === 0 && done.success) return ok(done.data);
    const how = exit.startError ?? exit.signal ?? `status ${String(exit.exitCode)}`;
    return err(this.#errors.join('; ') || `it ended with ${how}`);
  }
}
