import { z } from 'zod';
import { err, ok, type Result } from '../core/result.js';

/**
 * What is read of rustdoc's JSON (`rustdoc --output-format json`; the crate rustdoc-types has its history). Only what has stayed the same over
 * many format versions is asked for; ids were text before they were numbers. Other versions are read when they have it too.
 */
const id = z.union([z.int(), z.string()]).transform(String);

const functionItem = z.object({
  function: z.looseObject({ sig: z.object({ output: z.unknown() }).loose().optional() }),
});
const implItem = z.object({ impl: z.object({ trait: z.unknown(), items: z.array(id) }) });
const typeInner = z.object({ impls: z.array(id) });
const itemSchema = z.object({
  name: z.string().nullable(),
  visibility: z.unknown(),
  docs: z.string().nullable(),
  inner: z.record(z.string(), z.unknown()),
});
const documentSchema = z.object({
  format_version: z.int(),
  crate_version: z.string().nullish(),
  index: z.record(z.string(), itemSchema),
  paths: z.record(z.string(), z.object({ path: z.array(z.string()) })),
});

type Item = z.infer<typeof itemSchema>;

/** A public method of a type, with whether it has a doc comment. */
export interface DocumentedMethod {
  readonly name: string;
  readonly documented: boolean;
  /** The function item as rustdoc has it, for {@link file://./signature.ts signatureText}. */
  readonly body: unknown;
}

/** A public struct or enum of the crate. */
export interface DocumentedType {
  readonly id: string;
  readonly name: string;
  /** Inherent public methods and associated functions, by name. */
  readonly methods: readonly DocumentedMethod[];
  /** Ids of the types in what the method of that name returns. */
  readonly returnsOf: (method: string) => readonly string[];
}

/** The public types of one crate. */
export interface ApiDocument {
  readonly formatVersion: number;
  readonly version: string | undefined;
  /** Path of an item where it is defined (`core::net::ip_addr::IpAddr`); undefined when the document does not say. */
  readonly pathOf: (id: string) => string | undefined;
  readonly types: readonly DocumentedType[];
  /** Names under which something of another crate is offered (`pub use`): its documentation is not here. */
  readonly reexported: readonly string[];
}

/** Ids of all `resolved_path`s in a type, however deep. */
const resolvedIds = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const found = key === 'resolved_path' ? z.object({ id }).safeParse(inner) : undefined;
    return [...(found?.success === true ? [found.data.id] : []), ...resolvedIds(inner)];
  });
};

const readType = (key: string, item: Item, index: ReadonlyMap<string, Item>): DocumentedType | undefined => {
  const inner = typeInner.safeParse(item.inner['struct'] ?? item.inner['enum']);
  if (item.name === null || !inner.success) return undefined;
  const functions = inner.data.impls.flatMap((each) => {
    const block = implItem.safeParse(index.get(each)?.inner);
    if (!block.success || block.data.impl.trait !== null) return [];
    return block.data.impl.items.flatMap((member) => {
      const found = index.get(member);
      const body = functionItem.safeParse(found?.inner);
      if (!body.success || found?.name == null || found.visibility !== 'public') return [];
      const { function: item } = body.data;
      return [{ name: found.name, docs: found.docs, body: item, output: item.sig?.output }];
    });
  });
  return {
    id: key,
    name: item.name,
    methods: functions
      .map(({ name, docs, body }) => ({ name, body, documented: docs !== null && docs.trim() !== '' }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    returnsOf: (method) =>
      functions.filter(({ name }) => name === method).flatMap(({ output }) => resolvedIds(output)),
  };
};

const useItem = z.object({ name: z.string(), id: id.nullable() });

/** Reads rustdoc's JSON. Trouble is told in words: what was seen instead. */
export const readApiDocument = (value: unknown): Result<ApiDocument, string> => {
  const version = z.object({ format_version: z.int() }).safeParse(value);
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    return err(
      `rustdoc's JSON of format version ${version.success ? version.data.format_version : 'unknown'} is not understood (${where}: ${issue?.message ?? 'no reason'})`,
    );
  }
  const index = new Map(Object.entries(parsed.data.index));
  const uses = [...index.values()].flatMap((item) => {
    const use = useItem.safeParse(item.inner['use'] ?? item.inner['import']);
    return use.success ? [use.data] : [];
  });
  return ok({
    formatVersion: parsed.data.format_version,
    version: parsed.data.crate_version ?? undefined,
    pathOf: (item) => parsed.data.paths[item]?.path.join('::'),
    types: [...index].flatMap(([key, item]) => readType(key, item, index) ?? []),
    reexported: uses.filter((use) => use.id === null || !index.has(use.id)).map((use) => use.name),
  });
};
