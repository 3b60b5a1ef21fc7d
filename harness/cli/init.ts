import { join } from 'node:path';
import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { attempt } from '../../lib/files/problem.js';
import { exists } from '../../lib/files/stat.js';
import { writeText } from '../../lib/files/text.js';
import { networkControllers } from '../../lib/nic/read/device.js';
import { chooseDriver, refusals } from '../../lib/nic/refusals.js';
import { readSnapshot } from '../../lib/nic/read/snapshot.js';
import { draftLabFile, type DraftNic } from '../config/draft.js';
import { CONFIG_NAME } from '../config/name.js';
import { STATE_DIRECTORY } from '../lab/state.js';
import { readLeases } from '../nic/journal.js';
import { nicPaths } from '../nic/state.js';
import type { Cli } from './command.js';

const nicsOfHost = async (): Promise<readonly DraftNic[]> => {
  const leases = await readLeases(nicPaths(STATE_DIRECTORY));
  const snapshot = await readSnapshot(
    networkControllers(),
    leases.map(({ address }) => address),
  );
  return snapshot.devices.map((device) => {
    const alone = { ...snapshot, devices: [device], absent: [] };
    return { device, refusals: refusals(alone, chooseDriver(alone)) };
  });
};

const refuse = (cli: Pick<Cli, 'note'>, cause: Cause): ExitCode => {
  cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
  return ExitCode.usage;
};

/** `init`: looks at the NICs of the host and writes the draft; never over a file that is there. */
export const initLabFile = async (
  cli: Pick<Cli, 'cwd' | 'out' | 'note'>,
  print: boolean,
): Promise<ExitCode> => {
  const path = join(cli.cwd, CONFIG_NAME);
  if (!print && exists(path))
    return refuse(cli, {
      id: 'config-exists',
      seen: path,
      expected: 'no such file: what somebody wrote is not overwritten',
      fix: 'move it away, or see the draft with --print',
    });
  const draft = draftLabFile(await nicsOfHost());
  if (print) {
    cli.out(draft);
    return ExitCode.conformant;
  }
  const written = await attempt('write', path, () => writeText(path, draft));
  if (!written.ok)
    return refuse(cli, {
      id: 'config-not-writable',
      seen: written.error.message,
      expected: 'a folder this user may write to',
      fix: 'change to another folder, or use --print',
    });
  cli.out(`${path} drafted; correct it, then: dpdk-conformance doctor\n`);
  return ExitCode.conformant;
};
