import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/files/package-root.js';

/** A change of one file of the subject: each text is found in it and replaced. */
export type Alteration = Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;

/** A guide as a subject should have one: an example that compiles, a table that is true. */
export const GOOD_GUIDE = [
  '# Guide',
  '',
  '```rust',
  'use tokio::net::TcpDpdkSocket;',
  '',
  'let socket = TcpDpdkSocket::new_v4()?;',
  'socket.set_nodelay(true)?;',
  'let stream = socket.connect("192.0.2.1:7".parse()?).await?;',
  'stream.writable().await?;',
  '```',
  '',
  '| Method | `TcpStream` | `TcpDpdkStream` |',
  '| --- | --- | --- |',
  '| `connect()` | ✅ | ✅ |',
  '| `linger()`/`set_linger()` | ✅ | ❌ |',
  '| `core_id()` | ❌ | ✅ |',
  '| `AsyncRead` | yes | yes |',
  '',
].join('\n');

/** Folder for one altered subject at a time: always the same, so that what cargo keeps of it does not grow from test to test. */
export const ALTERED = join(packageRoot, '.dpdk-conformance/altered');

/** Copies the kernel impostor, which has the whole API, to `directory`, changes it as told, and gives it a guide (none: null). */
export const alterSubject = (
  directory: string,
  changes: Alteration = {},
  guide: string | null = GOOD_GUIDE,
): string => {
  cpSync(join(packageRoot, 'subjects/kernel-impostor'), directory, {
    recursive: true,
    filter: (path) => !path.endsWith('/target'),
  });
  for (const [file, pairs] of Object.entries(changes)) {
    const path = join(directory, file);
    let text = readFileSync(path, 'utf8');
    for (const [from, to] of pairs) {
      if (!text.includes(from)) throw new Error(`${file} does not hold "${from}"`);
      text = text.replace(from, to);
    }
    writeFileSync(path, text);
  }
  // Nothing found in an earlier test may be taken for this one's.
  writeFileSync(join(directory, 'nonce'), randomUUID());
  if (guide !== null) writeFileSync(join(directory, 'TOKIO_DPDK_GUIDE.md'), guide);
  return directory;
};
