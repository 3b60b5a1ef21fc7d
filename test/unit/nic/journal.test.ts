import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLease, readLeases } from '../../../harness/nic/journal.js';
import { nicPaths } from '../../../harness/nic/state.js';
import { device } from '../../rig/nic-facts.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nic-journal-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const paths = () => nicPaths(directory);
const file = () => join(paths().journals, '0000:03:00.0.jsonl');

describe('the journal of a device', () => {
  it('gives back how the device was, whatever was noted after it', async () => {
    const lease = await openLease(paths(), device(), 'vfio-pci');
    lease.note({ step: { kind: 'bind' } });
    lease.leave();
    const [read] = await readLeases(paths());
    expect(read).toMatchObject({
      address: '0000:03:00.0',
      bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      driver: 'vfio-pci',
      before: device(),
    });
  });

  it('is on the disk before the call that writes it returns', async () => {
    const lease = await openLease(paths(), device(), 'vfio-pci');
    expect(readFileSync(file(), 'utf8')).toMatch(/"entry":"before".*\n$/);
    lease.note({ step: { kind: 'unbind' } });
    expect(readFileSync(file(), 'utf8')).toMatch(/"unbind"\}\}\n$/);
    await lease.end();
    expect(existsSync(file())).toBe(false);
  });

  it('owes nothing when it was cut before it said how the device was, at whatever byte', async () => {
    (await openLease(paths(), device(), 'vfio-pci')).leave();
    const whole = readFileSync(file());
    for (const size of [0, 1, Math.floor(whole.length / 2), whole.length - 2]) {
      writeFileSync(file(), whole);
      truncateSync(file(), size);
      expect(await readLeases(paths())).toMatchObject([{ address: '0000:03:00.0', before: undefined }]);
    }
  });

  it('survives a line that was torn later, and takes the next one', async () => {
    (await openLease(paths(), device(), 'vfio-pci')).leave();
    appendFileSync(file(), '{"entry":"intent","st');
    const [read] = await readLeases(paths());
    if (read?.before === undefined) throw new Error('the lease is not read');
    read.note({ step: 'next' });
    read.leave();
    expect(await readLeases(paths())).toMatchObject([{ before: device() }]);
    expect(readFileSync(file(), 'utf8').split('\n')).toContain('{"entry":"intent","step":"next"}');
  });
});

it('knows of no lease where nothing was ever bound', async () => {
  expect(await readLeases(nicPaths(join(directory, 'nowhere')))).toEqual([]);
});
