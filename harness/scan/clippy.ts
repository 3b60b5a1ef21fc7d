import { BANNED_FUNCTIONS, BANNED_TYPES, bannedAt } from './banned.js';
import type { Finding } from './finding.js';

/** Methods that make or take kernel TCP connections of a value whose type nobody need write down there. */
const METHODS = [
  ...['tokio::net::TcpListener::accept', 'std::net::TcpListener::accept', 'std::net::TcpListener::incoming'],
  ...['tokio::net::TcpSocket::connect', 'tokio::net::TcpSocket::listen'],
];

/** Configuration for clippy's disallowed_types and disallowed_methods: the second layer's list, made of the scan's own. */
export const clippyConfig = (): string => {
  const list = (paths: readonly string[]): string =>
    paths.map((path) => `  { path = "${path}", reason = "kernel TCP", allow-invalid = true },\n`).join('');
  return `disallowed-types = [\n${list(BANNED_TYPES)}]\ndisallowed-methods = [\n${list([...BANNED_FUNCTIONS, ...METHODS])}]\n`;
};

/** A place that clippy points at, with the places of the macros it was expanded from, innermost first. */
export interface ClippyPlace {
  readonly item: string;
  /** `method`: a call on a value, whose type nobody wrote down there. */
  readonly kind: 'type' | 'method';
  readonly spans: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endColumn: number;
    readonly source: string;
  }[];
}

const overlaps = (finding: Finding, span: ClippyPlace['spans'][number]): boolean =>
  finding.file === span.file &&
  finding.line === span.line &&
  finding.column < span.endColumn &&
  span.column < finding.endColumn;

/**
 * Merges what clippy saw into the scan's findings: a place both know becomes one finding that names both layers. Only files for which
 * `covers` is true count; of a macro's expansion the innermost such place does.
 */
export const mergeClippy = (
  findings: readonly Finding[],
  places: readonly ClippyPlace[],
  covers: (file: string) => boolean,
): readonly Finding[] => {
  const merged = [...findings];
  for (const place of places) {
    const spans = place.spans.filter(({ file }) => covers(file));
    const known = merged.findIndex(
      (finding) => finding.rule === 'kernel-tcp' && spans.some((span) => overlaps(finding, span)),
    );
    const at = known === -1 ? undefined : merged[known];
    if (at !== undefined) {
      if (!at.layers.includes('clippy')) merged[known] = { ...at, layers: [...at.layers, 'clippy'] };
      continue;
    }
    const [span] = spans;
    if (span === undefined) continue;
    const banned = bannedAt(place.item);
    const instead = banned?.instead ?? 'tokio::net::{TcpDpdkStream, TcpDpdkListener, TcpDpdkSocket}';
    merged.push({
      rule: 'kernel-tcp',
      class: place.kind === 'method' ? 'secondary' : 'primary',
      ...span,
      item: place.item,
      message: `${place.item} is ${banned?.what ?? 'kernel TCP'}, as the compiler resolves it here; test code must reach the network only over DPDK: use ${instead}`,
      chain: [],
      layers: ['clippy'],
    });
  }
  return merged;
};
