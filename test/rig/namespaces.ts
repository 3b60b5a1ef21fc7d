import { randomBytes } from 'node:crypto';
import { runProgram } from './program.js';

/** Runs a command that must succeed. */
export const sure = async (file: string, ...args: readonly string[]): Promise<string> => {
  const result = await runProgram(file, args);
  if (result.code !== 0) throw new Error(`${file} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
};

/** Network namespaces of one test, with names nobody else has; `dispose` removes all of them, whatever happened before. */
export class Namespaces {
  readonly #made: string[] = [];
  #count = 0;
  readonly #prefix = `t${randomBytes(3).toString('hex')}`;

  /** Makes one and gives its name. */
  async make(role: string): Promise<string> {
    this.#count += 1;
    const name = `${this.#prefix}-${role}${this.#count}`;
    this.#made.push(name);
    await sure('ip', 'netns', 'add', name);
    return name;
  }

  async dispose(): Promise<void> {
    for (const name of this.#made.splice(0)) await runProgram('ip', ['netns', 'del', name]);
  }
}

/** Runs a command inside a namespace. */
export const inside = (namespace: string, ...command: readonly string[]): Promise<string> =>
  sure('ip', 'netns', 'exec', namespace, ...command);

/**
 * Two namespaces joined by a veth pair: `wire` has `wa` (MAC 02:00:00:00:00:10, 192.0.2.10, 2001:db8:0:1::10), `peer` has `vb`
 * (192.0.2.1, 2001:db8:0:1::1). Offloads are off, so every frame is on the wire as it is received.
 */
export const wirePair = async (namespaces: Namespaces): Promise<{ wire: string; peer: string }> => {
  const wire = await namespaces.make('wire');
  const peer = await namespaces.make('peer');
  await sure('ip', '-n', wire, 'link', 'add', 'wa', 'type', 'veth', 'peer', 'name', 'vb', 'netns', peer);
  const ends = [
    [wire, 'wa', '02:00:00:00:00:10', '10'],
    [peer, 'vb', '02:00:00:00:00:01', '1'],
  ] as const;
  for (const [namespace, device, mac, host] of ends) {
    const off = ['tx', 'off', 'rx', 'off', 'tso', 'off', 'gso', 'off', 'gro', 'off'];
    await inside(namespace, 'ethtool', '-K', device, ...off);
    await sure('ip', '-n', namespace, 'link', 'set', device, 'address', mac);
    await sure('ip', '-n', namespace, 'addr', 'add', `192.0.2.${host}/24`, 'dev', device);
    await sure('ip', '-n', namespace, 'addr', 'add', `2001:db8:0:1::${host}/64`, 'dev', device, 'nodad');
    await sure('ip', '-n', namespace, 'link', 'set', device, 'up');
  }
  return { wire, peer };
};
