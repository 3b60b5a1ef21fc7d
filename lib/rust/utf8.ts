import { isUtf8 as check } from 'node:buffer';

/** True when the bytes are well-formed UTF-8 (RFC 3629), as the reference of Rust wants every source file to be. */
export const isUtf8 = (bytes: Uint8Array): boolean => check(bytes);
