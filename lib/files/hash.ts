import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of text or bytes, in lower-case hex. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** SHA-256 of a file's content, in lower-case hex, read in pieces. Throws the system's error. */
export const sha256File = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};
