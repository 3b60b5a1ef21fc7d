import { err, ok, type Result } from '../../core/result.js';
import type { CapturedFrame, Format } from './frame.js';
import { isPcap, pcapFormat } from './pcap.js';
import { isPcapng, pcapngFormat } from './pcapng.js';

const MAGIC_BYTES = 4;

/**
 * Reads a capture file, pcap or pcapng, piece by piece: what is held is one incomplete record at most. After the first error every
 * further call gives the same one.
 */
export class CaptureReader {
  #format: Format | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #problem: string | undefined;

  /** Takes the next bytes of the file; gives the frames they complete. The frames share memory with the bytes. */
  push(chunk: Uint8Array): Result<readonly CapturedFrame[], string> {
    if (this.#problem !== undefined) return err(this.#problem);
    const next = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#rest.length === 0 ? next : Buffer.concat([this.#rest, next]);
    this.#rest = bytes;
    if (bytes.length < MAGIC_BYTES) return ok([]);
    this.#format ??= isPcap(bytes) ? pcapFormat() : isPcapng(bytes) ? pcapngFormat() : undefined;
    const taken = this.#format?.(bytes) ?? { problem: 'it begins neither as pcap nor as pcapng' };
    if ('problem' in taken) {
      this.#problem = taken.problem;
      return err(taken.problem);
    }
    this.#rest = bytes.subarray(taken.used);
    return ok(taken.frames);
  }

  /** The file has ended. An error when that was in the middle of something. */
  end(): Result<void, string> {
    if (this.#problem !== undefined) return err(this.#problem);
    if (this.#format === undefined) return err('it is empty or cut within its first four bytes');
    return this.#rest.length === 0
      ? ok(undefined)
      : err(`it ends within a record (${this.#rest.length} bytes are left)`);
  }
}
