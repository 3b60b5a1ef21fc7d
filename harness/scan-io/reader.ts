import { readBytesNow, type Arena } from '../../lib/files/source.js';
import { isFile } from '../../lib/files/stat.js';
import type { SourceReader } from '../scan/source.js';

/** Reads sources from the disk; what it gives is good until the arena is reset. */
export const diskReader = (arena: Arena): SourceReader => ({
  read: (path) => {
    const read = readBytesNow(path, arena);
    if (read.kind === 'bytes') return { kind: 'source', bytes: read.bytes };
    if (read.kind === 'absent') return { kind: 'absent' };
    return { kind: 'unreadable', message: `${path} cannot be read (${read.code})` };
  },
  exists: isFile,
});
