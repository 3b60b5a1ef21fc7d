/** LINKTYPE_ETHERNET of the registry of link-layer header types. */
export const ETHERNET = 1;

/** One record of a capture file. */
export interface CapturedFrame {
  /** When it was captured: milliseconds since 1970, with fractions. 0 where the file does not say. */
  readonly time: number;
  /** Link-layer header type; {@link ETHERNET} is the only one that is decoded. */
  readonly linkType: number;
  /** What was kept of the frame. */
  readonly bytes: Buffer;
  /** Its length on the wire; more than `bytes.length` when the capture cut it. */
  readonly length: number;
}

/** What a format made of the bytes it was given. */
export type Taken =
  | { readonly used: number; readonly frames: readonly CapturedFrame[] }
  /** Why the bytes are no capture; nothing after them can be read. */
  | { readonly problem: string };

/** A capture format: reads as many whole blocks as there are and says how many bytes they took. */
export type Format = (bytes: Buffer) => Taken;

/** A record longer than this is no frame but damage. */
export const MOST_BYTES = 1 << 20;
