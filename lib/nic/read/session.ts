import { readMounts } from '../../files/mounts.js';
import { readTextNow } from '../../files/text.js';
import { run } from '../../proc/run.js';
import type { Use } from '../facts.js';
import { addressUses, interfaceUses, type NamespaceView, type PciOf } from '../uses.js';

const parentOf = (pid: string): string | undefined =>
  /^PPid:\s+(\d+)$/m.exec(readTextNow(`/proc/${pid}/status`) ?? '')?.[1];

/** `SSH_CONNECTION` of this process or the nearest ancestor that has one: sudo(8) and others take it away. */
const connection = (pid = 'self'): readonly string[] => {
  const variable = (readTextNow(`/proc/${pid}/environ`) ?? '')
    .split('\0')
    .find((entry) => entry.startsWith('SSH_CONNECTION='));
  if (variable !== undefined) return variable.slice('SSH_CONNECTION='.length).split(' ');
  const parent = parentOf(pid);
  return parent === undefined || parent === '0' ? [] : connection(parent);
};

/** The server of a root file system that comes over the network. */
const rootServer = (): string | undefined => {
  const root = readMounts().findLast(({ target }) => target === '/');
  return root?.options
    .map((option) => /^(?:addr|ip)=(.+)$/.exec(option)?.[1])
    .find((found) => found !== undefined);
};

const interfaceTo = async (address: string): Promise<string | undefined> => {
  const { exitCode, stdout } = await run('ip', ['-j', 'route', 'get', address]);
  if (exitCode !== 0) return undefined;
  const [route] = JSON.parse(stdout) as readonly { readonly dev?: string }[];
  return route?.dev;
};

/** Which devices the user of this session, and the root file system, come in by. */
export const sessionUses = async (all: readonly NamespaceView[], pciOf: PciOf): Promise<readonly Use[]> => {
  const [client, , server] = connection();
  const far = [
    { what: 'the SSH client', address: client },
    { what: 'the server of the root file system', address: rootServer() },
  ].flatMap(({ what, address }) => (address === undefined ? [] : [{ what, address }]));
  const routed = await Promise.all(
    far.map(async ({ what, address }) => {
      const name = await interfaceTo(address);
      return name === undefined
        ? []
        : interfaceUses(all, name, `${what} ${address} is reached through`, pciOf);
    }),
  );
  const local = server === undefined ? [] : addressUses(all, server, 'the address SSH came in by,', pciOf);
  return [...local, ...routed.flat()];
};
