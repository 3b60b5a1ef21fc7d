import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { writeAtomic } from '../files/atomic.js';
import { resolveLinks, statSize } from '../files/stat.js';
import { readChecked } from '../files/structured.js';
import { readBytes } from '../files/text.js';
import { mkdirp, remove } from '../files/tree.js';
import { privateApt, type Apt, type ChosenPackage } from './apt.js';
import { cpio, type Member } from './cpio.js';
import { installModules, moduleFiles, openKernel, unpackKernel, type Kernel } from './kernel.js';
import { imageBroken, packagesUnavailable, saidBy } from './problem.js';
import {
  EMULATOR_SUITE,
  GUEST_MODULES,
  GUEST_PACKAGES,
  INITRD_MODULES,
  KERNEL_PACKAGE,
  recipeKey,
  TOOL_PACKAGES,
} from './recipe.js';
import { completeRoot } from './root.js';
import { INITRD_INIT } from './scripts.js';
import { runFromTree, unpack } from './unpack.js';

const manifestSchema = z.object({
  kernel: z.string(),
  /** `NAME=VERSION` of every package in it, the emulator's included. */
  packages: z.array(z.string()),
});

/** A finished image. */
export interface GuestImage {
  /** Folder that holds all of it. */
  readonly directory: string;
  /** Tree with the emulator. */
  readonly tools: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly disk: string;
  /** Version of the kernel, and `NAME=VERSION` of every package. */
  readonly manifest: z.infer<typeof manifestSchema>;
}

/** Where images are kept, and who hears of progress. */
export interface ImageOptions {
  /** Folder of finished images, one below it for each recipe. */
  readonly store: string;
  /** Told what is being done, a line each time. */
  readonly tell?: (line: string) => void;
}

const MANIFEST = 'manifest.json';

const open = async (directory: string): Promise<GuestImage | undefined> => {
  const manifest = await readChecked(join(directory, MANIFEST), manifestSchema);
  return manifest.ok
    ? {
        directory,
        tools: join(directory, 'tools'),
        kernel: join(directory, 'vmlinux'),
        initrd: join(directory, 'initrd'),
        disk: join(directory, 'disk.ext4'),
        manifest: manifest.value,
      }
    : undefined;
};

const bring = async (
  apt: Apt,
  suite: string | undefined,
  names: readonly string[],
  tree: string,
): Promise<Result<readonly ChosenPackage[], Cause>> => {
  const chosen = await apt.resolve(suite, names);
  if (!chosen.ok) return chosen;
  const files = await apt.download(chosen.value);
  if (!files.ok) return files;
  const unpacked = await unpack(tree, files.value);
  return unpacked.ok ? chosen : unpacked;
};

/** The current kernel's package alone: what it recommends and depends on (an initramfs builder) is of no use here. */
const bringKernel = async (apt: Apt, tree: string): Promise<Result<ChosenPackage, Cause>> => {
  const chosen = await apt.resolve(undefined, [KERNEL_PACKAGE]);
  if (!chosen.ok) return chosen;
  const image = chosen.value.find(({ name }) => /^linux-image-\d.*-amd64$/.test(name));
  if (image === undefined) return err(packagesUnavailable(`${KERNEL_PACKAGE} brings no kernel`));
  const files = await apt.download([image]);
  if (!files.ok) return files;
  const unpacked = await unpack(tree, files.value);
  return unpacked.ok ? ok(image) : unpacked;
};

const initrdOf = async (root: string, kernel: Kernel, tools: string): Promise<Result<Buffer, Cause>> => {
  const modules = await moduleFiles(kernel, tools, INITRD_MODULES);
  if (!modules.ok) return modules;
  const directory = (path: string): Member => ({ path, mode: 0o040755, content: new Uint8Array() });
  const loaded = modules.value.map(async (path, index) => ({
    path: `modules/${String(index).padStart(2, '0')}-${basename(path)}`,
    mode: 0o100644,
    content: await readBytes(path),
  }));
  const archive = cpio([
    ...['dev', 'disk', 'modules'].map(directory),
    { path: 'busybox', mode: 0o100755, content: await readBytes(join(root, 'usr/bin/busybox')) },
    { path: 'init', mode: 0o100755, content: Buffer.from(INITRD_INIT) },
    ...(await Promise.all(loaded)),
  ]);
  return ok(gzipSync(archive, { level: 1 }));
};

const makeDisk = async (root: string, tools: string, disk: string): Promise<Result<void, Cause>> => {
  await remove(disk);
  const args = [
    '-q',
    '-t',
    'ext4',
    '-d',
    root,
    '-O',
    '^has_journal',
    '-m',
    '0',
    '-E',
    'root_owner=0:0',
    disk,
  ];
  const made = await runFromTree(tools, 'usr/sbin/mke2fs', [...args, '1500M']);
  return made.exitCode === 0 ? ok(undefined) : err(imageBroken('making the disk', saidBy(made)));
};

const build = async (
  directory: string,
  aptDirectory: string,
  node: string,
  tell: (line: string) => void,
): Promise<Result<void, Cause>> => {
  const at = (name: string): string => join(directory, name);
  const [tools, root] = [at('tools'), at('root')];
  await mkdirp(directory);
  tell('package lists');
  const apt = await privateApt(aptDirectory);
  if (!apt.ok) return apt;
  tell('packages of the emulator');
  const emulator = await bring(apt.value, EMULATOR_SUITE, TOOL_PACKAGES, tools);
  if (!emulator.ok) return emulator;
  tell('packages of the guest');
  const guest = await bring(apt.value, undefined, GUEST_PACKAGES, root);
  if (!guest.ok) return guest;
  tell('kernel');
  const chosen = await bringKernel(apt.value, at('kernel'));
  if (!chosen.ok) return chosen;
  const kernel = await openKernel(at('kernel'), tools);
  if (!kernel.ok) return kernel;
  const steps = [
    () => unpackKernel(kernel.value, tools, at('vmlinux')),
    () => installModules(kernel.value, tools, GUEST_MODULES, root),
    () => completeRoot(root, node),
    () => makeDisk(root, tools, at('disk.ext4')),
  ];
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  const initrd = await initrdOf(root, kernel.value, tools);
  if (!initrd.ok) return initrd;
  await writeAtomic(at('initrd'), initrd.value);
  for (const name of ['root', 'kernel']) await remove(at(name));
  const packages = [...emulator.value, ...guest.value, chosen.value];
  const manifest: z.infer<typeof manifestSchema> = {
    kernel: kernel.value.version,
    packages: [...new Set(packages.map(({ name, version }) => `${name}=${version}`))].sort(),
  };
  await writeAtomic(at(MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return ok(undefined);
};

/**
 * The guest image for this package's recipe and this node: the one in the store, or a new one made of Debian packages.
 * Needs no root and installs nothing; apt-get, dpkg-deb and tar must be there.
 */
export const guestImage = async ({
  store,
  tell = () => undefined,
}: ImageOptions): Promise<Result<GuestImage, Cause>> => {
  const node = await resolveLinks(process.execPath);
  const directory = join(store, recipeKey(`${process.version} ${String(statSize(node))}`));
  const found = await open(directory);
  if (found !== undefined) return ok(found);
  const built = await build(directory, join(store, 'apt'), node, tell);
  if (!built.ok) return built;
  const made = await open(directory);
  return made === undefined ? err(imageBroken('reading the manifest', directory)) : ok(made);
};
