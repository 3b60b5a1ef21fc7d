import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { readBytes, writeText } from '../files/text.js';
import { listDir } from '../files/tree.js';
import { run } from '../proc/run.js';
import { imageBroken, saidBy } from './problem.js';
import { runFromTree } from './unpack.js';

/** An unpacked kernel package. */
export interface Kernel {
  readonly version: string;
  /** Tree that holds boot/ and lib/modules/. */
  readonly tree: string;
}

/** Where in a bzImage the compressed kernel lies (Documentation/x86/boot.rst: setup_sects, payload_offset, payload_length). */
const payloadOf = (image: Buffer): Buffer => {
  const setupSectors = image.readUInt8(0x1f1) || 4;
  const begin = (setupSectors + 1) * 512 + image.readUInt32LE(0x248);
  // The last four bytes are the unpacked size.
  return image.subarray(begin, begin + image.readUInt32LE(0x24c) - 4);
};

/**
 * Unpacks the kernel of a bzImage: an emulator that starts the unpacked one (by PVH) saves the guest some three seconds of unpacking.
 * `tools` is the tree that holds xz.
 */
export const unpackKernel = async (
  kernel: Kernel,
  tools: string,
  target: string,
): Promise<Result<void, Cause>> => {
  const payload = payloadOf(await readBytes(join(kernel.tree, 'boot', `vmlinuz-${kernel.version}`)));
  const packed = `${target}.xz`;
  await writeText(packed, payload);
  const unpacked = await runFromTree(tools, 'usr/bin/xz', ['--decompress', '--force', packed]);
  return unpacked.exitCode === 0 ? ok(undefined) : err(imageBroken('unpacking the kernel', saidBy(unpacked)));
};

/** Reads which kernel a tree holds and indexes its modules. */
export const openKernel = async (tree: string, tools: string): Promise<Result<Kernel, Cause>> => {
  const [version] = await listDir(join(tree, 'usr/lib/modules'));
  if (version === undefined) return err(imageBroken('looking for the kernel', `no modules below ${tree}`));
  const indexed = await runFromTree(tools, 'usr/bin/kmod', ['-b', tree, version], { called: 'depmod' });
  return indexed.exitCode === 0
    ? ok({ version, tree })
    : err(imageBroken('indexing kernel modules', saidBy(indexed)));
};

/** Paths of the modules and of what they depend on, in an order in which they can be loaded. */
export const moduleFiles = async (
  kernel: Kernel,
  tools: string,
  names: readonly string[],
): Promise<Result<readonly string[], Cause>> => {
  const shown = await runFromTree(
    tools,
    'usr/bin/kmod',
    ['-d', kernel.tree, '-S', kernel.version, '--show-depends', '-a', ...names],
    { called: 'modprobe' },
  );
  if (shown.exitCode !== 0) return err(imageBroken('looking for kernel modules', saidBy(shown)));
  const paths = shown.stdout.split('\n').flatMap((line) => /^insmod (\S+)/.exec(line)?.[1] ?? []);
  return ok([...new Set(paths)]);
};

/** Copies modules into a root tree and indexes them there. */
export const installModules = async (
  kernel: Kernel,
  tools: string,
  names: readonly string[],
  root: string,
): Promise<Result<void, Cause>> => {
  const files = await moduleFiles(kernel, tools, names);
  if (!files.ok) return files;
  const folder = join('lib/modules', kernel.version);
  const lists = (await listDir(join(kernel.tree, folder)))
    .filter((name) => /^modules\.(?:builtin|builtin\.modinfo|order)$/.test(name))
    .map((name) => join(folder, name));
  const paths = [...files.value.map((path) => path.slice(kernel.tree.length + 1)), ...lists];
  const copied = await run('cp', ['--parents', '--target-directory', root, ...paths], { cwd: kernel.tree });
  if (copied.exitCode !== 0) return err(imageBroken('copying kernel modules', saidBy(copied)));
  const indexed = await runFromTree(tools, 'usr/bin/kmod', ['-b', root, kernel.version], {
    called: 'depmod',
  });
  return indexed.exitCode === 0
    ? ok(undefined)
    : err(imageBroken('indexing kernel modules', saidBy(indexed)));
};
