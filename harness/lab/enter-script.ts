import { netnsHandle } from '../../lib/net/netns.js';
import type { LaneMount } from './plugins.js';

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * A shell script that runs a command as a test of the lane is run: in the test's namespace, with the private mounts and
 * with the test's environment and nothing else. For work by hand: `sh FILE COMMAND ARGUMENT…`.
 */
export const enterScript = (
  namespace: string,
  mounts: readonly LaneMount[],
  environment: Readonly<Record<string, string>>,
): string =>
  [
    '#!/bin/sh',
    '# Runs a command as a test of this lane is run: sh FILE COMMAND ARGUMENT...',
    'set -eu',
    'if [ "${1-}" != --inside ]; then',
    `  exec nsenter --net=${quote(netnsHandle(namespace))} unshare --mount --propagation private sh "$0" --inside "$@"`,
    'fi',
    'shift',
    ...mounts.map(
      ({ source, target, readonly }) =>
        `mount -n --bind ${readonly ? '-o ro ' : ''}${quote(source)} ${quote(target)}`,
    ),
    `exec env -i ${Object.entries(environment)
      .map(([name, value]) => `${name}=${quote(value)}`)
      .join(' ')} "$@"`,
    '',
  ].join('\n');
