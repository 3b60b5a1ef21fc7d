import { readBytesNow } from '../../lib/files/source.js';
import { isFile } from '../../lib/files/stat.js';
import type { SourceReader } from '../scan/source.js';

/** Reads sources from the disk. */
export const diskReader = (): SourceReader => ({
  read: (path) => {
    const read = readBytesNow(path);
    if (read.kind === 'bytes') return { kind: 'source', bytes: read.bytes };
    if (read.kind === 'absent') return { kind: 'absent' };
    return { kind: 'unreadable', message: `${path} cannot be read (${read.code})` };
  },
  exists: isFile,
});
