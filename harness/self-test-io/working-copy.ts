import { join } from 'node:path';
import type { Result } from '../../lib/core/result.js';
import { copyTree } from '../../lib/files/copy.js';
import { readTextNow, writeText } from '../../lib/files/text.js';
import { remove } from '../../lib/files/tree.js';
import { apply, type Patch } from '../self-test/patch.js';

/** A copy in which defects are planted, one at a time. */
export class WorkingCopy {
  readonly directory: string;
  readonly #originals = new Map<string, string>();

  private constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Copies `from`, without what `skipped` names (files or directories of any level), lets `work` have the copy and removes it again. Throws
   * the system's error.
   */
  static async with<T>(
    from: string,
    directory: string,
    skipped: readonly string[],
    work: (copy: WorkingCopy) => Promise<T>,
  ): Promise<T> {
    const wanted = (path: string): boolean => !path.split('/').some((part) => skipped.includes(part));
    try {
      await copyTree(from, directory, wanted);
      return await work(new WorkingCopy(directory));
    } finally {
      await remove(directory);
    }
  }

  /** Plants a defect in place of the one before. The error says why it does not fit; nothing is planted then. */
  async plant(patch: Patch): Promise<Result<undefined, string>> {
    await this.restore();
    const read = (file: string): string | undefined => readTextNow(join(this.directory, file));
    const changed = apply(patch, read);
    if (!changed.ok) return changed;
    for (const [file, text] of changed.value) {
      this.#originals.set(file, read(file) ?? '');
      await writeText(join(this.directory, file), text);
    }
    return { ok: true, value: undefined };
  }

  /** Takes the defect out. */
  async restore(): Promise<void> {
    for (const [file, text] of this.#originals) await writeText(join(this.directory, file), text);
    this.#originals.clear();
  }
}
