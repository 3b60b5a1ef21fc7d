import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildEnvironment, hiddenDirectories } from '../../../harness/audit-io/unprivileged.js';
import { withTempDirectory } from '../../../lib/files/temp.js';

it('lets a build see where tools are and nothing else of the environment', () => {
  const env = buildEnvironment(
    {
      PATH: '/usr/bin',
      HOME: '/root',
      CARGO_HOME: '/cargo',
      RUSTUP_HOME: '/rustup',
      PKG_CONFIG_PATH: '/pc',
      AWS_SECRET_ACCESS_KEY: 'x',
      CARGO_REGISTRY_TOKEN: 'x',
      SSH_AUTH_SOCK: '/run/x',
    },
    '/target',
  );
  expect(env).toMatchObject({
    PATH: '/usr/bin',
    PKG_CONFIG_PATH: '/pc',
    HOME: '/target/home',
    CARGO_HOME: '/cargo',
    RUSTUP_HOME: '/rustup',
    CARGO_TARGET_DIR: '/target',
    CARGO_NET_OFFLINE: 'true',
  });
  expect(Object.keys(env).filter((name) => /SECRET|TOKEN|SSH/.test(name))).toEqual([]);
});

it('hides homes and every closed folder on the way to what a build needs', async () => {
  await withTempDirectory('closed', (directory) => {
    chmodSync(directory, 0o755);
    const closed = join(directory, 'closed');
    mkdirSync(join(closed, 'deep/crate'), { recursive: true });
    chmodSync(closed, 0o700);
    const open = join(directory, 'open');
    mkdirSync(open);
    expect(hiddenDirectories([join(closed, 'deep/crate'), open])).toEqual(['/root', '/home', closed]);
    return Promise.resolve();
  });
});
