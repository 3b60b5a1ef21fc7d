import { describeCause } from '../../../lib/core/cause.js';
import { runInGuest, type GuestOrder } from '../../../lib/guest/boot.js';
import { guestImage } from '../../../lib/guest/image.js';
import type { MachineOptions } from '../../../lib/guest/machine.js';
import { root } from '../../rig/program.js';
import { STORE } from './setup.js';

/** How a command inside the guest ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Boots a guest, plays a scenario of `test/guest/inside` in it and gives back what it observed, by name. */
export const playInGuest = async <T>(
  scenario: string,
  options: MachineOptions & Pick<GuestOrder, 'share' | 'folders'> = {},
): Promise<T> => {
  const image = await guestImage({ store: STORE });
  if (!image.ok) throw new Error(describeCause(image.error));
  const played = await runInGuest(image.value, {
    ...options,
    command: `exec node test/guest/inside/${scenario}.mjs`,
    project: root,
    timeoutMs: 900_000,
  });
  if (!played.ok) throw new Error(describeCause(played.error));
  const { exitCode, stdout, stderr } = played.value;
  if (exitCode !== 0) throw new Error(`${scenario} ended with ${String(exitCode)}: ${stderr}${stdout}`);
  process.stderr.write(stderr);
  const observed = JSON.parse(stdout) as object;
  const errors = Object.entries(observed).filter(([name]) => name.startsWith('error: '));
  if (errors.length > 0) throw new Error(errors.map(([name, text]) => `${name}: ${String(text)}`).join('\n'));
  return observed as T;
};
