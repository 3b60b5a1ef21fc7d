import { expect, it } from 'vitest';
import { takeCrateLock } from '../../../harness/audit-io/crate-lock.js';
import { withTempDirectory } from '../../../lib/files/temp.js';
import { must } from '../../rig/fixture-build.js';

it('is held by one run at a time, which the next one is told', () =>
  withTempDirectory('crate-lock-test', async (directory) => {
    const first = must(await takeCrateLock(directory));
    const second = await takeCrateLock(directory);
    expect(second).toMatchObject({ ok: false, error: { id: 'crate-in-use' } });
    expect(JSON.stringify(second)).toContain(`process ${String(process.pid)} (`);
    first.release();
    expect(await takeCrateLock(directory)).toMatchObject({ ok: true });
  }));
