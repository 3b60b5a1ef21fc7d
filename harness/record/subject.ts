import { z } from 'zod';

const place = z.object({ file: z.string(), line: z.int() });

/** Where a crate can look for its configuration (SPEC §4), in the order the newest one does. */
export const CONFIG_PLACES = ['DPDK_ENV_CONFIG', './config/dpdk-env.json', '/etc/dpdk/env.json'] as const;

/** What was found out about a crate before anything of it was built. Paths are relative to `workspace`. */
export const crateFactsSchema = z.object({
  /** Absolute folder of its package and of the workspace that is in. */
  directory: z.string(),
  workspace: z.string(),
  features: z.object({ known: z.array(z.string()), chosen: z.array(z.string()) }),
  /** Where it declares the three types and `new_dpdk`; what it does not declare is not in the list. */
  types: z.array(place.extend({ name: z.string() })),
  config: z.object({
    /** Those of {@link CONFIG_PLACES} its library names. */
    places: z.array(place.extend({ name: z.enum(CONFIG_PLACES) })),
    /** Field of its configuration that holds EAL arguments; absent: it takes none from there. */
    ealArgs: place.optional(),
  }),
  /** Bindings of DPDK that are kept in its tree, with what in them is not as in the installed headers. */
  bindings: z.array(
    z.object({
      file: z.string(),
      structures: z.int(),
      /** Oldest release they can have been made for, where something tells. */
      madeFor: z.string().optional(),
      disagreements: z.array(z.string()),
      /** False: the compiler or the headers could not be asked. */
      checked: z.boolean(),
    }),
  ),
  /** The test files of SPEC R6; `path` is absent where the crate has no such test. */
  testFiles: z.array(z.object({ suite: z.string(), name: z.string(), path: z.string().optional() })),
  /** Dependencies from folders and repositories. */
  dependencies: z.array(
    z.object({
      name: z.string(),
      of: z.string(),
      kind: z.enum(['path', 'git']),
      source: z.string(),
      /** Folder that was given in its place. */
      patched: z.string().optional(),
    }),
  ),
  /** What it says of itself: the boxes of its task file. */
  claims: z.array(place.extend({ id: z.string(), ticked: z.boolean(), text: z.string() })),
});
/** See {@link crateFactsSchema}. */
export type CrateFactsRecord = z.infer<typeof crateFactsSchema>;
