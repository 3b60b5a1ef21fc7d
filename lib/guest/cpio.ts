/** One member of an archive. */
export interface Member {
  /** Path without a leading slash. */
  readonly path: string;
  /** File type and permissions, as in inode(7), e.g. 0o100755. */
  readonly mode: number;
  readonly content: Uint8Array;
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

const member = ({ path, mode, content }: Member, inode: number): Buffer => {
  const name = Buffer.from(`${path}\0`);
  const isDirectory = (mode & 0o170000) === 0o040000;
  // inode, mode, uid, gid, links, mtime, size, device (2), special device (2), length of the name, checksum
  const fields = [inode, mode, 0, 0, isDirectory ? 2 : 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map(hex).join('')}`);
  return Buffer.concat([padded(Buffer.concat([header, name])), padded(Buffer.from(content))]);
};

/**
 * A cpio archive in the `newc` format, the one the kernel unpacks an initial file system from
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Directories come before what they hold.
 */
export const cpio = (members: readonly Member[]): Buffer =>
  Buffer.concat([
    ...members.map((one, index) => member(one, index + 1)),
    member({ path: 'TRAILER!!!', mode: 0, content: new Uint8Array() }, 0),
  ]);
