import { exists } from '../../lib/files/stat.js';
import { writeControl } from '../../lib/files/control.js';
import { isSystemError } from '../../lib/files/problem.js';
import { compareDevices, sameNetdev, type Difference } from '../../lib/nic/compare.js';
import type { Device, Netdev } from '../../lib/nic/facts.js';
import { interfacesOf } from '../../lib/nic/read/device.js';
import { sysctlPath } from '../../lib/nic/read/netdev.js';
import { readWholeDevice } from '../../lib/nic/read/snapshot.js';
import { repair } from '../../lib/nic/repair.js';
import { run } from '../../lib/proc/run.js';
import { markOf } from '../lab/mark.js';
import { NIC_MARK, until } from './write.js';

const env = markOf(NIC_MARK);
const LIMIT_MS = 30_000;

/** Runs lines of ip(8), going on after one that fails: what is not as it was is found by comparing, not by this. */
const ip = async (lines: readonly string[]): Promise<void> => {
  if (lines.length === 0) return;
  const input = `${lines.join('\n')}\n`;
  await run('ip', ['-force', '-batch', '-'], { input, env, timeoutMs: LIMIT_MS });
};

/** Waits until the interfaces of a device that has its driver again are there and udev has named them. */
const appeared = async (before: Device): Promise<void> => {
  await until(() => interfacesOf(before.address).length >= before.netdevs.length);
  if (exists('/run/udev/control'))
    await run('udevadm', ['settle', '--timeout=20'], { env, timeoutMs: LIMIT_MS });
};

const present = async (
  device: Device,
): Promise<readonly { readonly before: Netdev; readonly now: string }[]> => {
  const again = await readWholeDevice(device.address);
  return device.netdevs.flatMap((before) => {
    const found = again === undefined ? undefined : sameNetdev(before, again);
    return found === undefined ? [] : [{ before, now: found.name }];
  });
};

/**
 * Gives interfaces their names back. Two that came back in the other order have swapped them, so all that are to be renamed go by
 * a name of ours first.
 */
const rename = async (devices: readonly Device[]): Promise<void> => {
  const all = (await Promise.all(devices.map(present))).flat();
  const wrong = all.filter(({ before, now }) => before.name !== now);
  const passing = (index: number): string => `dcname${String(index)}`;
  await ip(
    wrong.flatMap(({ now }, index) => [
      `link set dev ${now} down`,
      `link set dev ${now} name ${passing(index)}`,
    ]),
  );
  await ip(wrong.map(({ before }, index) => `link set dev ${passing(index)} name ${before.name}`));
};

const setSysctl = (path: string, value: string): void => {
  try {
    writeControl(path, value);
  } catch (error) {
    if (!isSystemError(error)) throw error; // read-only or gone: the comparison tells
  }
};

const repairNetdev = async (before: Netdev, now: Netdev): Promise<void> => {
  const { attributes, ethtool, sysctls, network, tc } = repair(before, now);
  await ip(attributes);
  for (const args of ethtool) await run('ethtool', args, { env, timeoutMs: LIMIT_MS });
  for (const [key, value] of sysctls) setSysctl(sysctlPath(key, before.name), value);
  await ip(network);
  for (const args of tc) await run('tc', args, { env, timeoutMs: LIMIT_MS });
};

/** Rounds of repairing: going up, and other settings, set some settings anew. */
const ROUNDS = 3;

/** Repairs and compares in turn until nothing differs; what comes about by itself a moment later is waited for. */
const converge = async (before: Device): Promise<readonly Difference[]> => {
  let differences: readonly Difference[] = [];
  let round = 0;
  await until(async () => {
    const now = await readWholeDevice(before.address);
    if (now === undefined) {
      differences = [{ of: before.address, what: 'device', was: before.id, is: 'gone' }];
      return true;
    }
    differences = compareDevices(before, now);
    for (const netdev of differences.length > 0 && round < ROUNDS ? before.netdevs : []) {
      const again = sameNetdev(netdev, now);
      if (again?.name === netdev.name) await repairNetdev(netdev, again);
    }
    round += 1;
    return differences.length === 0;
  });
  return differences;
};

/** Puts the network state of devices back that have their drivers again, and compares: what is not as it was is given back. */
export const restoreNetwork = async (devices: readonly Device[]): Promise<readonly Difference[]> => {
  for (const device of devices) await appeared(device);
  await rename(devices);
  const all: Difference[] = [];
  for (const device of devices) all.push(...(await converge(device)));
  return all;
};
