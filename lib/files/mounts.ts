import { readTextNow } from './text.js';

/** One mount as this process sees it (proc_pid_mountinfo(5)). */
export interface Mount {
  readonly target: string;
  /** File system type, e.g. `hugetlbfs`. */
  readonly type: string;
  readonly source: string;
  /** Options of the mount and of the file system, e.g. `pagesize=2M`. */
  readonly options: readonly string[];
}

const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Parses the text of /proc/PID/mountinfo, in its order (later mounts cover earlier ones). */
export const parseMounts = (text: string): readonly Mount[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [own = '', shared = ''] = line.split(' - ');
      const [, , , , target = '', options = ''] = own.split(' ');
      const [type = '', source = '', more = ''] = shared.split(' ');
      return {
        target: unescape(target),
        type,
        source: unescape(source),
        options: [...options.split(','), ...more.split(',')],
      };
    });

/** The mounts this process sees. */
export const readMounts = (): readonly Mount[] => parseMounts(readTextNow('/proc/self/mountinfo') ?? '');
