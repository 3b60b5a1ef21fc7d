import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a byte stream into lines without ever holding more than one line of `maxLength` characters:
 * what a longer line has beyond that is dropped and the line is marked as cut.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #maxLength: number;
  readonly #onLine: (line: string, cut: boolean) => void;
  #rest = '';
  #cut = false;

  constructor(onLine: (line: string, cut: boolean) => void, maxLength = 1 << 20) {
    this.#onLine = onLine;
    this.#maxLength = maxLength;
  }

  /** Takes the next bytes; calls back once for every line they complete (without its line end). */
  push(chunk: Buffer): void {
    const pieces = this.#decoder.write(chunk).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.#add(piece);
      this.#emit();
    }
    this.#add(last);
  }

  /** The stream ended: a last line without line end is passed on too. */
  end(): void {
    this.#add(this.#decoder.end());
    if (this.#rest !== '' || this.#cut) this.#emit();
  }

  #add(piece: string): void {
    const room = this.#maxLength - this.#rest.length;
    if (piece.length > room) this.#cut = true;
    this.#rest += piece.slice(0, Math.max(0, room));
  }

  #emit(): void {
    const line = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest;
    const cut = this.#cut;
    this.#rest = '';
    this.#cut = false;
    this.#onLine(line, cut);
  }
}
