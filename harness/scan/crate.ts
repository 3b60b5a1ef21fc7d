import type { FileFacts, ModuleFile, Scope } from '../../lib/rust/facts.js';
import type { Interner } from '../../lib/rust/interner.js';
import type { Tokens } from '../../lib/rust/tokens.js';
import type { Words } from '../../lib/rust/words.js';
import type { Externs } from './source.js';

/** One file of a crate, read and parsed. A file that two modules stand on is there twice. */
export interface Unit {
  readonly path: string;
  readonly source: Uint8Array;
  /** How many tokens it has. */
  readonly tokenCount: number;
  readonly facts: FileFacts;
  /** Names that occur in it. */
  readonly words: Words;
  readonly module: Module;
}

/** A module of a crate: from a file, or inline in one, with what `include!` adds. */
export interface Module {
  readonly name: string;
  readonly parent: Module | undefined;
  /** How many modules it lies in. */
  readonly depth: number;
  readonly parts: { readonly unit: Unit; readonly scope: Scope }[];
  /** Where the files of its child modules may lie. */
  readonly directories: readonly string[];
}

/** A place of a crate that could not be looked at: the scan cannot vouch for it. */
export interface Gap {
  readonly unit: Unit | undefined;
  readonly path: string;
  /** Byte offset in the unit; 0 when there is no unit. */
  readonly start: number;
  readonly end: number;
  readonly item: string;
  readonly message: string;
}

/** A crate as the scan sees it: its root file and all files reached from it. */
export interface Crate {
  /** Its root file. */
  readonly path: string;
  readonly root: Module;
  readonly units: readonly Unit[];
  readonly gaps: readonly Gap[];
  readonly externs: Externs;
  /** Cargo features that are always on for it. */
  readonly features: ReadonlySet<string>;
  /** Paths of its `use` declarations start at its root. */
  readonly edition2015: boolean;
}

/** Which module a scope or a `mod name;` became; shared by the crates of one scan. */
export interface Links {
  readonly modules: Map<Scope, Module>;
  readonly files: Map<ModuleFile, Module>;
}

/** Reusable working memory of one scan. */
export interface Workspace {
  tokens: Tokens;
  /** Names of one scan; another set of crates gets another one. */
  names: Interner;
}
