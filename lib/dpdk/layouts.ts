/** What Rust bindings of DPDK say of one C structure. Sizes and offsets in bytes. */
export interface Layout {
  readonly name: string;
  readonly size: number;
  readonly fields: readonly { readonly name: string; readonly offset: number }[];
}

const SIZE = /size_of\s*::\s*<\s*(rte_\w+)\s*>\s*\(\s*\)\s*[-,]\s*(\d+)usize/g;
const OFFSET = /offset_of!\s*\(\s*(rte_\w+)\s*,\s*(\w+)\s*\)\s*[-,]\s*(\d+)usize/g;

/** A name bindgen made up, or one it changed because it is a word of Rust. */
const isInvented = (name: string): boolean => name.includes('__bindgen_') || name.endsWith('_');

/**
 * Reads the layouts that bindgen writes beside the structures of DPDK (its layout tests, as assertions or as array indexes), those with a
 * name in C only.
 */
export const parseLayouts = (bindings: string): readonly Layout[] => {
  const fields = new Map<string, { name: string; offset: number }[]>();
  for (const [, owner = '', name = '', offset = ''] of bindings.matchAll(OFFSET))
    if (!isInvented(name))
      fields.set(owner, [...(fields.get(owner) ?? []), { name, offset: Number(offset) }]);
  const sizes = new Map(
    [...bindings.matchAll(SIZE)].flatMap(([, name = '', size = '']): [string, number][] =>
      isInvented(name) ? [] : [[name, Number(size)]],
    ),
  );
  return [...sizes].map(([name, size]) => ({ name, size, fields: fields.get(name) ?? [] }));
};

/** Headers that hold what a TCP stack over DPDK uses. */
const HEADERS = ['eal', 'ethdev', 'mbuf', 'mempool', 'lcore', 'flow', 'ether'].map(
  (name) => `#include <rte_${name}.h>`,
);

/**
 * A C program that compiles only when the headers agree with the layouts; each disagreement is an error of its own that names it. A
 * structure or field the headers do not know is an error too.
 */
export const layoutProgram = (layouts: readonly Layout[]): string =>
  [
    ...HEADERS,
    '#include <stddef.h>',
    ...layouts.flatMap(({ name, size, fields }) => [
      `_Static_assert(sizeof(struct ${name}) == ${String(size)}, "layout: ${name} ${String(size)}");`,
      ...fields.map(
        (field) =>
          `_Static_assert(offsetof(struct ${name}, ${field.name}) == ${String(field.offset)}, "layout: ${name}.${field.name} ${String(field.offset)}");`,
      ),
    ]),
    '',
  ].join('\n');

/** A place where bindings and headers disagree, in words. */
export const readDisagreements = (compilerErrors: string): readonly string[] => {
  const words = compilerErrors.split('\n').flatMap((line) => {
    const [, place, value] = /"layout: ([\w.]+) (\d+)"/.exec(line) ?? [];
    if (place !== undefined && value !== undefined)
      return line.includes('static assertion failed')
        ? [
            `${place.includes('.') ? `${place} at byte` : `${place} of`} ${value}${place.includes('.') ? '' : ' bytes'}`,
          ]
        : [];
    const [, owner, field] = /'struct (rte_\w+)' has no member named '(\w+)'/.exec(line) ?? [];
    return owner === undefined || field === undefined ? [] : [`${owner}.${field}, which is not there`];
  });
  return [...new Set(words)];
};

/** Fields that tell from which release on a structure looks like this (DPDK's release notes). */
const SINCE: readonly (readonly [string, string, string])[] = [['rte_eth_rss_conf', 'algorithm', '23.11']];

/** The oldest DPDK release that bindings with these layouts can have been made for; undefined when nothing tells. */
export const oldestRelease = (layouts: readonly Layout[]): string | undefined =>
  SINCE.find(([owner, field]) =>
    layouts.some(({ name, fields }) => name === owner && fields.some((known) => known.name === field)),
  )?.[2];
