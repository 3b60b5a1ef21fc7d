import type { Socket } from 'node:net';

/** Bytes of the numbers of the protocol: unsigned, big-endian. */
const NUMBER_BYTES = 8;

/** `value` as the eight bytes of a u64, big-endian. */
export const numberBytes = (value: number): Buffer => {
  const bytes = Buffer.alloc(NUMBER_BYTES);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

/**
 * Reads the u64 a request begins with and puts back what came after it. `found` is called once with the number,
 * or with undefined when it is above `max`. A connection that ends before eight bytes came is left as it is.
 */
export const readNumber = (socket: Socket, max: number, found: (value: number | undefined) => void): void => {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    if (head.length < NUMBER_BYTES) return;
    socket.off('data', onData);
    socket.pause();
    const value = head.readBigUInt64BE();
    const rest = head.subarray(NUMBER_BYTES);
    if (rest.length > 0) socket.unshift(rest);
    found(value > BigInt(max) ? undefined : Number(value));
  };
  socket.on('data', onData);
};
