import { dirname, join } from 'node:path';
import { isDirectory } from '../../lib/files/stat.js';
import { listDir } from '../../lib/files/tree.js';

const isLibclang = (name: string): boolean => /^libclang(-[\d.]+)?\.so(\.[\d.]+)?$/.test(name);

const inDirectory = async (directory: string): Promise<string | undefined> => {
  const name = (await listDir(directory)).find(isLibclang);
  return name === undefined ? undefined : join(directory, name);
};

/**
 * The libclang bindgen would load: in `LIBCLANG_PATH` (a directory or the file) when that is set, else in the places
 * distributions use. Undefined when there is none.
 */
export const findLibclang = async (chosen: string | undefined): Promise<string | undefined> => {
  if (chosen !== undefined && chosen !== '') {
    return inDirectory(isDirectory(chosen) ? chosen : dirname(chosen));
  }
  const llvm = (await listDir('/usr/lib')).filter((name) => name.startsWith('llvm'));
  const multiarch = (await listDir('/usr/lib')).filter((name) => name.includes('-linux-'));
  const directories = [
    ...llvm.map((name) => join('/usr/lib', name, 'lib')),
    ...multiarch.map((name) => join('/usr/lib', name)),
    ...['/usr/lib64', '/usr/lib', '/usr/local/lib', '/usr/local/lib64'],
  ];
  return (await Promise.all(directories.map(inDirectory))).find((found) => found !== undefined);
};
