import { join } from 'node:path';
import type { Cause } from '../core/cause.js';
import { err, ok, type Result } from '../core/result.js';
import { link, mkdirp, remove } from '../files/tree.js';
import { run, type ProcessResult, type RunOptions } from '../proc/run.js';
import { imageBroken, saidBy } from './problem.js';

/** Directories Debian has merged into /usr. */
const MERGED = ['bin', 'sbin', 'lib', 'lib64'] as const;

/** What no guest reads. */
const UNREAD = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'usr/include',
] as const;

/** Reads `.deb` paths from standard input and unpacks each into $1 without owners or device files. */
const UNPACK = `
set -eu
while read -r package; do
  dpkg-deb --fsys-tarfile "$package" > "$1.part"
  tar --extract --file "$1.part" --directory "$1" --keep-directory-symlink --no-same-owner --exclude './dev/*'
done
rm -f "$1.part"
`;

/** Unpacks packages into a new tree; no maintainer script is run. */
export const unpack = async (tree: string, packages: readonly string[]): Promise<Result<void, Cause>> => {
  await remove(tree);
  for (const name of MERGED) {
    await mkdirp(join(tree, 'usr', name));
    await link(`usr/${name}`, join(tree, name));
  }
  const input = packages.map((path) => `${path}\n`).join('');
  const done = await run('sh', ['-c', UNPACK, 'sh', tree], { input });
  if (done.exitCode !== 0) return err(imageBroken('unpacking packages', saidBy(done)));
  for (const name of UNREAD) await remove(join(tree, name));
  return ok(undefined);
};

/** A program of an unpacked tree, to be started on the host with the tree's own loader and libraries. */
export const fromTree = (
  tree: string,
  program: string,
  args: readonly string[],
  called = program.split('/').at(-1) ?? program,
): { readonly file: string; readonly args: readonly string[] } => {
  const libraries = [
    'lib/x86_64-linux-gnu',
    'usr/lib/x86_64-linux-gnu',
    'usr/lib/x86_64-linux-gnu/pulseaudio',
  ];
  return {
    file: join(tree, 'lib64/ld-linux-x86-64.so.2'),
    args: [
      ...['--argv0', called, '--library-path', libraries.map((path) => join(tree, path)).join(':')],
      join(tree, program),
      ...args,
    ],
  };
};

/** Runs a program of an unpacked tree. `called`: its own name, for programs that act by it (kmod). */
export const runFromTree = (
  tree: string,
  program: string,
  args: readonly string[],
  options: RunOptions & { readonly called?: string } = {},
): Promise<ProcessResult> => {
  const command = fromTree(tree, program, args, options.called);
  return run(command.file, command.args, options);
};
