import type { Terminal } from './command.js';

/** Writes to a stream that may lose its reader: after EPIPE nothing more is written, and it is no error. */
export interface SafeOutput {
  readonly write: (text: string) => void;
  /** Resolves when everything written has left the process. */
  readonly flushed: () => Promise<void>;
  /** What else went wrong while writing (a full disk, say), in the system's words. */
  readonly problem: () => string | undefined;
}

/** Makes a {@link SafeOutput} of stdout or stderr. */
export const safeOutput = (stream: NodeJS.WriteStream): SafeOutput => {
  let problem: string | undefined;
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') problem = error.message;
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
    },
    flushed: () =>
      new Promise((resolve) => {
        if (!open) resolve();
        else
          stream.write('', () => {
            resolve();
          });
      }),
    problem: () => problem,
  };
};

/** What a stream of this process leads to. */
export const terminalOf = (stream: NodeJS.WriteStream): Terminal => ({
  isTerminal: stream.isTTY,
  columns: () => (stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY),
});
