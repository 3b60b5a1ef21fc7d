import { setTimeout as pause } from 'node:timers/promises';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { writeControlWithin } from '../../lib/nic/control.js';
import { readHolders } from '../../lib/nic/read/holders.js';
import { markOf } from '../lab/mark.js';
import { stepFailed, stepStuck } from './causes.js';

/** Value of the run mark that writers and programs on bound devices carry. */
export const NIC_MARK = 'nic';

/** How long the kernel may take for one write; the slowest seen took a quarter of a second. */
const WRITE_LIMIT_MS = 10_000;
const VERIFY_LIMIT_MS = 10_000;

/** Waits until something holds, looking again and again; false when it does not within the limit. */
export const until = async (
  holds: () => boolean | Promise<boolean>,
  limitMs = VERIFY_LIMIT_MS,
): Promise<boolean> => {
  const deadline = Date.now() + limitMs;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() > deadline) return false;
    await pause(20);
  }
};

/** One write to sysfs and how to see that it had its effect. */
export interface ControlWrite {
  /** For people, e.g. `unbind 0000:03:00.0 from e1000e`. */
  readonly step: string;
  readonly address: string;
  readonly path: string;
  readonly value: string;
  /** True when the effect is there. */
  readonly holds: () => boolean;
  /** How it is instead, in words. */
  readonly found: () => string;
}

/** Writes, then looks whether the effect is there: that the kernel took a write says little. */
export const writeAndVerify = async (write: ControlWrite): Promise<Result<void, Cause>> => {
  const written = await writeControlWithin(write.path, write.value, WRITE_LIMIT_MS, markOf(NIC_MARK));
  if (written.kind === 'stuck') {
    const holders = readHolders([write.address]).map(
      ({ pid, command }) => `process ${String(pid)} (${command})`,
    );
    return err(
      stepStuck(
        write.step,
        `the kernel has not come back from writing ${write.path} (writer ${String(written.pid)}); the device is held by ${holders.join(', ') || 'nobody that can be seen'}`,
      ),
    );
  }
  if (written.kind === 'refused')
    return err(stepFailed(write.step, `writing ${write.path}: ${written.said}`));
  return (await until(write.holds))
    ? ok(undefined)
    : err(stepFailed(write.step, `the write was taken, but ${write.found()}`));
};
