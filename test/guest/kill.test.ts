import { beforeAll, describe, expect, it } from 'vitest';
import { playInGuest, type Ended } from './rig/guest.js';

interface Round {
  readonly sync: number;
  readonly killed: boolean;
  /** Driver and override after the kill. */
  readonly between: string;
  readonly restored: Ended;
  readonly changed: readonly string[];
}

let seen: { readonly bind: readonly Round[]; readonly restore: readonly Round[] };
beforeAll(async () => {
  seen = await playInGuest('kill');
});

describe.each(['bind', 'restore'] as const)('SIGKILL at every step of a %s', (what) => {
  it('is followed by a restore after which the host is as before', () => {
    for (const { sync, restored, changed } of seen[what])
      expect({ sync, ...restored, changed }).toMatchObject({ sync, code: 0, stderr: '', changed: [] });
  });

  it('really comes at every step', () => {
    const rounds = seen[what];
    expect(rounds.slice(0, -1).every(({ killed }) => killed)).toBe(true);
    expect(rounds.at(-1)?.killed).toBe(false);
    // All states a device goes through have been seen.
    expect(new Set(rounds.map(({ between }) => between))).toEqual(
      new Set([
        'e1000e (null)',
        'vfio-pci vfio-pci',
        'null vfio-pci',
        what === 'bind' ? 'e1000e vfio-pci' : 'null (null)',
      ]),
    );
  });
});
