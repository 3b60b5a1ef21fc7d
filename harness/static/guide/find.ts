import { dirname, join } from 'node:path';
import { isFile } from '../../../lib/files/stat.js';

/** Name of the guide a subject has to come with. */
export const GUIDE_NAME = 'TOKIO_DPDK_GUIDE.md';

/** Where a subject's guide may lie: the folder that was named, its package's, and that of the workspace around it. */
export const guidePlaces = (named: string, packageDirectory: string): readonly string[] =>
  [...new Set([named, packageDirectory, dirname(packageDirectory)])].map((folder) =>
    join(folder, GUIDE_NAME),
  );

/** Path of the guide, or undefined when there is none. */
export const findGuide = (named: string, packageDirectory: string): string | undefined =>
  guidePlaces(named, packageDirectory).find(isFile);
