import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const sorted = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .sort();

const readLink = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
};

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
  } catch {
    return ''; // it has just ended
  }
};

/** Processes that belong to a lab: in another network namespace than ours, or with the state directory in their command line. */
const labProcesses = (): readonly string[] => {
  const own = readLink('/proc/self/ns/net');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid, command: commandOf(pid), namespace: readLink(`/proc/${pid}/ns/net`) }))
    .filter(({ command }) => command !== '')
    .filter(
      ({ command, namespace }) =>
        (namespace !== '' && namespace !== own) || command.includes('/run/dpdk-conformance'),
    )
    .map(({ pid, command }) => `${pid} ${command}`);
};

/** Everything of the host that a lab could leave changed. Two snapshots are equal when the host is as it was. */
export const snapshotHost = () => ({
  namespaces: sorted(execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })),
  links: sorted(execFileSync('ip', ['-brief', 'link'], { encoding: 'utf8' })),
  rules: sorted(execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' })),
  mounts: sorted(readFileSync('/proc/mounts', 'utf8')),
  hugepages: readFileSync('/proc/sys/vm/nr_hugepages', 'utf8').trim(),
  state: existsSync('/run/dpdk-conformance'),
  directories: ['/run/dpdk', '/etc/dpdk', '/dev/hugepages', '/run/netns'].filter((path) => existsSync(path)),
  run: readdirSync('/run').sort(),
  processes: labProcesses(),
});
