/** Undefined dynamic symbols of a 64-bit little-endian ELF file: what it imports from shared libraries. Undefined when it is no such file. */
export const dynamicImports = (file: Uint8Array): readonly string[] | undefined => {
  if (file.length < 64 || file[0] !== 0x7f || file[1] !== 0x45 || file[2] !== 0x4c || file[3] !== 0x46)
    return undefined;
  if (file[4] !== 2 || file[5] !== 1) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const u64 = (at: number): number => Number(view.getBigUint64(at, true));
  try {
    const sections = u64(0x28);
    const size = view.getUint16(0x3a, true);
    const count = view.getUint16(0x3c, true);
    for (let index = 0; index < count; index++) {
      const header = sections + index * size;
      if (view.getUint32(header + 4, true) !== DYNSYM) continue;
      const strings = sections + view.getUint32(header + 40, true) * size;
      return undefinedSymbols(
        file,
        view,
        { at: u64(header + 24), size: u64(header + 32) },
        u64(strings + 24),
      );
    }
    return [];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const DYNSYM = 11;
const SYMBOL_SIZE = 24;

const undefinedSymbols = (
  file: Uint8Array,
  view: DataView,
  table: { readonly at: number; readonly size: number },
  strings: number,
): readonly string[] => {
  const names: string[] = [];
  for (let at = table.at + SYMBOL_SIZE; at < table.at + table.size; at += SYMBOL_SIZE) {
    if (view.getUint16(at + 6, true) !== 0) continue;
    const start = strings + view.getUint32(at, true);
    const end = file.indexOf(0, start);
    names.push(new TextDecoder().decode(file.subarray(start, end === -1 ? file.length : end)));
  }
  return names.sort();
};

/** Imports that only a program with kernel TCP of its own (or a library's) needs. `socket` and `syscall` say nothing. */
const TELLING: ReadonlySet<string> = new Set(['connect', 'listen', 'accept4', 'accept']);

/** The telling imports of a linked test binary: an advisory, for it names no line and DPDK's libraries have sockets of their own. */
export const kernelTcpImports = (file: Uint8Array): readonly string[] | undefined =>
  dynamicImports(file)?.filter((name) => TELLING.has(name));
