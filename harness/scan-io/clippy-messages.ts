import { posix } from 'node:path';
import type { ClippyPlace } from '../scan/clippy.js';

interface RawSpan {
  readonly file_name: string;
  readonly line_start: number;
  readonly line_end: number;
  readonly column_start: number;
  readonly column_end: number;
  readonly is_primary: boolean;
  readonly text: readonly { readonly text: string }[];
  readonly expansion: { readonly span: RawSpan } | null;
}

interface RawMessage {
  readonly reason: string;
  readonly message?: {
    readonly level: string;
    readonly message: string;
    readonly rendered: string | null;
    readonly code: { readonly code: string } | null;
    readonly spans: readonly RawSpan[];
  };
}

/** What a run of `cargo clippy --message-format=json` said. */
export interface ClippyOutput {
  readonly places: readonly ClippyPlace[];
  /** Compiler errors as rendered: with one of them the answer is not whole. */
  readonly errors: readonly string[];
}

const LINTS: Readonly<Record<string, ClippyPlace['kind']>> = {
  'clippy::disallowed_types': 'type',
  'clippy::disallowed_methods': 'method',
};

const chainOf = (span: RawSpan): readonly RawSpan[] => {
  const chain: RawSpan[] = [];
  for (let at: RawSpan | undefined = span; at !== undefined && chain.length < 64; at = at.expansion?.span)
    chain.push(at);
  return chain;
};

const parseLine = (line: string): RawMessage | undefined => {
  try {
    return JSON.parse(line) as RawMessage;
  } catch {
    return undefined;
  }
};

/** Reads the messages; paths in them are relative to `workspace`, the root of the cargo workspace. */
export const readClippyOutput = (stdout: string, workspace: string): ClippyOutput => {
  const places: ClippyPlace[] = [];
  const errors: string[] = [];
  for (const line of stdout.split('\n')) {
    const message = line.startsWith('{') ? parseLine(line)?.message : undefined;
    if (message === undefined) continue;
    const kind = LINTS[message.code?.code ?? ''];
    if (kind === undefined) {
      if (message.level.startsWith('error')) errors.push(message.rendered ?? message.message);
      continue;
    }
    const item = /`([^`]+)`/.exec(message.message)?.[1] ?? message.message;
    for (const span of message.spans.filter(({ is_primary }) => is_primary))
      places.push({
        item,
        kind,
        spans: chainOf(span).map((at) => ({
          file: posix.resolve(workspace, at.file_name),
          line: at.line_start,
          column: at.column_start,
          endColumn:
            at.line_end === at.line_start ? at.column_end : (at.text[0]?.text.length ?? at.column_start) + 1,
          source: at.text[0]?.text ?? '',
        })),
      });
  }
  return { places, errors };
};
