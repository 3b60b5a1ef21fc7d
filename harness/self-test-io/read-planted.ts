import { join } from 'node:path';
import { listDir } from '../../lib/files/tree.js';
import { readText } from '../../lib/files/text.js';
import { FOLDERS } from '../self-test/choose.js';
import { parsePlanted, type Planted, type Unreadable } from '../self-test/planted.js';

/** All patches of a package: those that can be used, and those that cannot. */
export interface AllPlanted {
  readonly planted: readonly Planted[];
  readonly unreadable: readonly Unreadable[];
}

const SUFFIX = '.patch';

/** Reads the patches of both families. An installed package has no guards, as it has no tests. */
export const readPlanted = async (root: string): Promise<AllPlanted> => {
  const planted: Planted[] = [];
  const unreadable: Unreadable[] = [];
  for (const family of ['mutants', 'guards'] as const) {
    const folder = join(root, FOLDERS[family].patches);
    const files = (await listDir(folder)).filter((file) => file.endsWith(SUFFIX));
    for (const file of files) {
      const name = file.slice(0, -SUFFIX.length);
      const text = await readText(join(folder, file));
      const parsed = text.ok
        ? parsePlanted(family, name, text.value)
        : ({ ok: false, error: { family, name, reason: text.error.message } } as const);
      if (parsed.ok) planted.push(parsed.value);
      else unreadable.push(parsed.error);
    }
  }
  return { planted, unreadable };
};
