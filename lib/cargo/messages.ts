import { z } from 'zod';

/** One line of `cargo build --message-format=json`, reduced to what the harness uses. */
export type CargoMessage =
  | {
      readonly kind: 'artifact';
      /** Absolute path of the package's manifest. */
      readonly manifest: string;
      readonly target: string;
      readonly targetKind: readonly string[];
      /** Path of the linked program; null for libraries. */
      readonly executable: string | null;
      readonly fresh: boolean;
    }
  | {
      readonly kind: 'diagnostic';
      readonly level: 'error' | 'warning' | 'note';
      /** Absolute path of the package's manifest. */
      readonly manifest: string;
      /** Target of the package. */
      readonly target: string;
      readonly code: string | undefined;
      readonly message: string;
      /** File of the primary span, as rustc names it. */
      readonly file: string | undefined;
      readonly rendered: string;
    }
  | { readonly kind: 'finished'; readonly success: boolean };

const target = z.object({ name: z.string(), kind: z.array(z.string()) });
const lineSchema = z.discriminatedUnion('reason', [
  z.object({
    reason: z.literal('compiler-artifact'),
    manifest_path: z.string(),
    target,
    executable: z.string().nullable(),
    fresh: z.boolean(),
  }),
  z.object({
    reason: z.literal('compiler-message'),
    manifest_path: z.string(),
    target,
    message: z.object({
      level: z.string(),
      message: z.string(),
      code: z.object({ code: z.string() }).nullable(),
      rendered: z.string().nullable(),
      spans: z.array(z.object({ file_name: z.string(), is_primary: z.boolean() })),
    }),
  }),
  z.object({ reason: z.literal('build-finished'), success: z.boolean() }),
]);

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined; // build scripts and macros may print anything to the same stream
  }
};

const levelOf = (level: string): 'error' | 'warning' | 'note' =>
  level.startsWith('error') ? 'error' : level === 'warning' ? 'warning' : 'note';

/** Reads one line; undefined for lines of other kinds and for anything that is no message. */
export const parseCargoMessage = (line: string): CargoMessage | undefined => {
  if (!line.startsWith('{')) return undefined;
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const value = parsed.data;
  switch (value.reason) {
    case 'compiler-artifact':
      return {
        kind: 'artifact',
        manifest: value.manifest_path,
        target: value.target.name,
        targetKind: value.target.kind,
        executable: value.executable,
        fresh: value.fresh,
      };
    case 'compiler-message':
      return {
        kind: 'diagnostic',
        level: levelOf(value.message.level),
        manifest: value.manifest_path,
        target: value.target.name,
        code: value.message.code?.code,
        message: value.message.message,
        file: value.message.spans.find((span) => span.is_primary)?.file_name,
        rendered: value.message.rendered ?? value.message.message,
      };
    case 'build-finished':
      return { kind: 'finished', success: value.success };
  }
};
