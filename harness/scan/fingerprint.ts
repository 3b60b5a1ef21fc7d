import type { Finding } from './finding.js';

const MASK = (1n << 64n) - 1n;

/** FNV-1a over UTF-8, 64 bits, in hex: stable and not meant to resist anybody. */
const fnv64 = (text: string): string => {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK;
  return hash.toString(16).padStart(16, '0');
};

/**
 * A fingerprint for each finding that outlives edits elsewhere in the file: made of rule, file, item, the source line without
 * its indentation, and which one of several equal lines it is.
 */
export const fingerprints = (findings: readonly Finding[]): readonly string[] => {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const base = [finding.rule, finding.file, finding.item, finding.source.trim()].join('\0');
    const nth = seen.get(base) ?? 0;
    seen.set(base, nth + 1);
    return fnv64(`${base}\0${String(nth)}`);
  });
};
