import { start } from '../proc/start.js';

/** What became of writing to a control file. */
export type Written =
  | { readonly kind: 'done' }
  /** The kernel refused; `said` holds its reason, e.g. `Invalid argument`. */
  | { readonly kind: 'refused'; readonly said: string }
  /** The kernel has not answered within the limit: the writer waits inside of it. */
  | { readonly kind: 'stuck'; readonly pid: number };

/**
 * Writes a line to a control file of sysfs from a process of its own. Some of these writes wait for whoever uses the device, in a state
 * no signal ends: then the writer is left behind, and told of, instead of waiting with it. `env` marks the writer as ours.
 */
export const writeControlWithin = async (
  path: string,
  value: string,
  limitMs: number,
  env: Readonly<Record<string, string>>,
): Promise<Written> => {
  let said = '';
  const writer = start('tee', [path], {
    input: true,
    env,
    ownGroup: true,
    onLine: {
      2: (line) => {
        said += `${line}\n`;
      },
    },
  });
  writer.send(value);
  writer.endInput();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, limitMs);
  });
  const ended = await Promise.race([writer.exited, limit]);
  clearTimeout(timer);
  if (ended === 'late') {
    writer.signal('SIGKILL');
    return { kind: 'stuck', pid: writer.pid ?? 0 };
  }
  if (ended.exitCode === 0) return { kind: 'done' };
  const reason = said.trim().replace(/^tee: (?:.*: )?/, '');
  return {
    kind: 'refused',
    said: reason === '' ? (ended.startError ?? `ended by ${String(ended.signal)}`) : reason,
  };
};
