import { join } from 'node:path';
import { z } from 'zod';
import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { isFile } from '../../lib/files/stat.js';
import { readChecked } from '../../lib/files/structured.js';

/** Name of the file in a subject's folder that tells about the subject. */
const MANIFEST = 'subject.toml';

const manifestSchema = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  /** `kernel`: its tests run in lanes where the kernel has the device's addresses. Default `dpdk`. */
  lane: z.enum(['dpdk', 'kernel']).default('dpdk'),
  /** It lacks parts of the interface: tests that do not compile against it are unsupported, the others run. Default false. */
  partial: z.boolean().default(false),
});

/** What a subject of this package says of itself. */
export type SubjectManifest = z.infer<typeof manifestSchema>;

/** Reads `subject.toml` in a subject's folder; undefined when it has none. */
export const readSubjectManifest = async (
  directory: string,
): Promise<Result<SubjectManifest | undefined, Cause>> => {
  const path = join(directory, MANIFEST);
  if (!isFile(path)) return ok(undefined);
  const manifest = await readChecked(path, manifestSchema);
  if (manifest.ok) return manifest;
  return err({
    id: 'subject-manifest-invalid',
    seen: manifest.error.message,
    expected: 'title, description and perhaps lane ("dpdk" or "kernel") and partial (true or false)',
    fix: `mend ${path}`,
  });
};
