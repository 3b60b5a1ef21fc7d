import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { writeAtomic } from '../files/atomic.js';
import { link, mkdirp, remove } from '../files/tree.js';
import { run } from '../proc/run.js';
import { imageBroken, saidBy } from './problem.js';
import { GUEST_INIT } from './scripts.js';

/** Groups udev's rules give devices to; absent ones make it complain for each device. */
const GROUPS = {
  ...{ root: 0, tty: 5, disk: 6, lp: 7, kmem: 15, dialout: 20, cdrom: 24, tape: 26, audio: 29, video: 44 },
  ...{ input: 101, sgx: 102, kvm: 103, render: 104 },
};

const FILES: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
  'etc/group': Object.entries(GROUPS)
    .map(([name, id]) => `${name}:x:${String(id)}:\n`)
    .join(''),
  'etc/hostname': 'guest\n',
  'etc/hosts': '127.0.0.1 localhost guest\n',
};

/** What maintainer scripts would have linked. */
const LINKS: Readonly<Record<string, string>> = {
  'usr/bin/sh': 'bash',
  'usr/bin/awk': 'gawk',
  'usr/bin/which': 'which.debianutils',
};

const DIRECTORIES = ['proc', 'sys', 'dev', 'run', 'tmp', 'root', 'share', 'project', 'var/lib', 'var/log'];

/** Completes an unpacked root tree: the files of a system that was set up, the guest's first program, the host's node. */
export const completeRoot = async (root: string, node: string): Promise<Result<void, Cause>> => {
  for (const name of DIRECTORIES) await mkdirp(join(root, name));
  for (const [path, content] of Object.entries(FILES)) await writeAtomic(join(root, path), content);
  for (const [path, target] of Object.entries(LINKS)) {
    await remove(join(root, path));
    await link(target, join(root, path));
  }
  await writeAtomic(join(root, 'usr/sbin/guest-init'), GUEST_INIT, 0o755);
  const copied = await run('install', ['-m', '755', node, join(root, 'usr/bin/node')]);
  return copied.exitCode === 0 ? ok(undefined) : err(imageBroken('copying node', saidBy(copied)));
};
