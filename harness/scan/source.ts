/** What reading one file gave. */
export type SourceRead =
  | { readonly kind: 'source'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** The scan's only window to files; paths have forward slashes. Given from outside, so that the scan itself is pure. */
export interface SourceReader {
  read(path: string): SourceRead;
  exists(path: string): boolean;
}

/**
 * Names of other crates as one crate sees them: a dependency renamed in Cargo.toml (`kt = { package = "tokio" }`), or a
 * crate of the same package or workspace whose sources the scan can follow (`root`: its root file).
 */
export type Externs = ReadonlyMap<string, { readonly crate?: string; readonly root?: string }>;

/** A reader over texts in memory. */
export const memoryReader = (files: ReadonlyMap<string, string | Uint8Array>): SourceReader => ({
  read: (path) => {
    const content = files.get(path);
    if (content === undefined) return { kind: 'absent' };
    return {
      kind: 'source',
      bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    };
  },
  exists: (path) => files.has(path),
});
