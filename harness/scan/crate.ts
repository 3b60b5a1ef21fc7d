import { posix } from 'node:path';
import type { FileFacts, ModuleFile, Scope } from '../../lib/rust/facts.js';
import { encodingProblem } from '../../lib/rust/encoding.js';
import { regionAt, scopeAt } from '../../lib/rust/finish.js';
import type { Interner } from '../../lib/rust/interner.js';
import { lex } from '../../lib/rust/lexer.js';
import { matchDelimiters } from '../../lib/rust/pairs.js';
import { parseFile } from '../../lib/rust/parse.js';
import type { Tokens } from '../../lib/rust/tokens.js';
import { wordsOf, type Words } from '../../lib/rust/words.js';
import type { Externs, SourceReader } from './source.js';

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

/** How often one file may be part of one crate; a file that includes itself would never end. */
const MAX_COPIES = 4;
const MAX_DEPTH = 128;
/** Macro calls looked at for modules their macro declares. */
const MAX_MACRO_CALLS = 10_000;

/** How a root file's child modules are found: `mod.rs` rules for crate roots, both rules where that is not known. */
export const rootDirectories = (path: string, certain: boolean): readonly string[] => {
  const directory = posix.dirname(path);
  if (certain) return [directory];
  return [directory, posix.join(directory, posix.basename(path, '.rs'))];
};

/** Reads a crate from its root file: follows `mod`, `#[path]` and `include!`. */
export const readCrate = (
  rootPath: string,
  options: {
    readonly certain: boolean;
    readonly externs: Externs;
    readonly features: ReadonlySet<string>;
    readonly edition2015?: boolean;
  },
  reader: SourceReader,
  workspace: Workspace,
  links: Links,
): Crate => {
  const { certain, externs, features } = options;
  const units: Unit[] = [];
  const gaps: Gap[] = [];
  const { modules: moduleOf, files: fileModules } = links;
  const copies = new Map<string, number>();
  const work: (() => void)[] = [];
  /** `mod name;` in macro bodies, by macro: a module of whoever calls it. */
  const ofMacros = new Map<string, { unit: Unit; file: ModuleFile }[]>();
  const calls: { unit: Unit; name: string; owner: () => Module }[] = [];
  const root: Module = {
    name: '',
    parent: undefined,
    depth: 0,
    parts: [],
    directories: rootDirectories(rootPath, certain),
  };

  const open = (
    path: string,
    module: Module,
    from: { unit: Unit; span: { start: number; end: number } } | undefined,
  ): void => {
    const seen = copies.get(path) ?? 0;
    if (seen >= MAX_COPIES || module.depth >= MAX_DEPTH) return;
    copies.set(path, seen + 1);
    const read = reader.read(path);
    if (read.kind !== 'source') {
      gaps.push({
        unit: from?.unit,
        path: from?.unit.path ?? path,
        start: from?.span.start ?? 0,
        end: from?.span.end ?? 0,
        item: `file ${path}`,
        message: `${read.kind === 'absent' ? `there is no file ${path}` : read.message}: what it holds cannot be vouched for. Give the scan a file it can read`,
      });
      return;
    }
    const tokens = lex(read.bytes, workspace.names, workspace.tokens);
    matchDelimiters(tokens);
    workspace.tokens = tokens;
    const facts = parseFile(tokens, workspace.names);
    const unit: Unit = {
      path,
      source: read.bytes,
      tokenCount: tokens.count,
      facts,
      words: wordsOf(tokens),
      module,
    };
    units.push(unit);
    const problem = encodingProblem(read.bytes) ?? tokens.problems[0];
    if (problem !== undefined)
      gaps.push({
        unit,
        path,
        start: problem.offset,
        end: problem.offset + 1,
        item: 'unreadable source',
        message: `${problem.message}: the file cannot be vouched for. Mend it until rustc can read it`,
      });
    place(unit, module);
  };

  const place = (unit: Unit, module: Module): void => {
    const { facts } = unit;
    const ownerOf = (scope: Scope): Module => {
      let around: Scope | undefined = scope;
      while (around?.kind === 'block') around = around.parent;
      return (around && moduleOf.get(around)) ?? module;
    };
    facts.scopes.forEach((scope, index) => {
      if (scope.kind === 'block') return;
      if (index === 0) {
        moduleOf.set(scope, module);
        module.parts.push({ unit, scope });
        return;
      }
      const parent = ownerOf(scope.parent as Scope);
      const inline: Module = {
        name: scope.name,
        parent,
        depth: parent.depth + 1,
        parts: [{ unit, scope }],
        directories: (parent.depth >= MAX_DEPTH ? [] : parent.directories).flatMap((directory) =>
          scope.paths.length > 0
            ? scope.paths.map((path) => posix.join(directory, path))
            : [childPath(directory, scope.name)],
        ),
      };
      moduleOf.set(scope, inline);
    });
    for (const file of facts.moduleFiles) {
      const macro = macroAround(facts, file.token);
      if (macro === undefined)
        work.push(() => {
          openModule(unit, file, ownerOf(file.scope));
        });
      else ofMacros.set(macro, [...(ofMacros.get(macro) ?? []), { unit, file }]);
    }
    for (const region of facts.regions)
      if (region.kind === 'call' && region.items)
        calls.push({ unit, name: region.name, owner: () => ownerOf(scopeAt(facts, region.open)) });
    for (const include of facts.includes)
      work.push(() => {
        if (include.path === undefined)
          gaps.push({
            unit,
            path: unit.path,
            ...include.span,
            item: 'include!',
            message:
              'the path of this include! is only known to the build: what it holds cannot be vouched for. Include a literal path',
          });
        else
          open(resolvePath(posix.dirname(unit.path), include.path), ownerOf(include.scope), {
            unit,
            span: include.span,
          });
      });
  };

  const openModule = (unit: Unit, file: ModuleFile, parent: Module, caller = unit): void => {
    const inline = file.scope.index !== 0 && ownScope(file.scope).name !== '';
    const bases = inline ? parent.directories : [posix.dirname(caller.path)];
    const given = file.paths.flatMap((path) => bases.map((base) => resolvePath(base, path)));
    const usual = file.fixed
      ? []
      : parent.directories.flatMap((directory) => [
          childPath(directory, `${file.name}.rs`),
          childPath(directory, `${file.name}/mod.rs`),
        ]);
    const existing = [...given, ...usual].filter((path) => reader.exists(path));
    const chosen = file.paths.length > 0 && !file.fixed ? existing : existing.slice(0, 1);
    if (chosen.length === 0) {
      gaps.push({
        unit,
        path: unit.path,
        ...file.span,
        item: `mod ${file.name}`,
        message: `module ${file.name} has no file (looked for ${[...given, ...usual].join(', ')}): what it holds cannot be vouched for. Add the file or remove the declaration`,
      });
      return;
    }
    const module: Module = { name: file.name, parent, depth: parent.depth + 1, parts: [], directories: [] };
    for (const path of chosen) {
      const ownDirectory = posix.dirname(path);
      const directories =
        given.includes(path) || posix.basename(path) === 'mod.rs'
          ? [ownDirectory]
          : [childPath(ownDirectory, file.name)];
      (module as { directories: readonly string[] }).directories = [...module.directories, ...directories];
      open(path, module, { unit, span: file.span });
    }
    fileModules.set(file, module);
  };

  open(rootPath, root, undefined);
  const drain = (): void => {
    for (let next = work.shift(); next !== undefined; next = work.shift()) next();
  };
  drain();
  for (let done = 0; done < calls.length && done < MAX_MACRO_CALLS; done++) {
    const call = calls[done] as (typeof calls)[number];
    for (const { unit, file } of ofMacros.get(call.name) ?? [])
      openModule(unit, { ...file, scope: call.unit.facts.scopes[0] ?? file.scope }, call.owner(), call.unit);
    drain();
  }
  return {
    path: rootPath,
    root,
    units,
    gaps,
    externs,
    features,
    edition2015: options.edition2015 === true,
  };
};

/** Name of the macro whose body holds a token. */
const macroAround = (facts: FileFacts, token: number): string | undefined => {
  for (let at = regionAt(facts, token); at !== undefined; at = at.parent)
    if (at.kind === 'rules') return at.name;
  return undefined;
};

const ownScope = (scope: Scope): Scope => {
  let around = scope;
  while (around.kind === 'block' && around.parent !== undefined) around = around.parent;
  return around;
};

/** A path below a directory that is in normal form already. */
const childPath = (directory: string, name: string): string =>
  directory === '.' ? name : directory === '/' ? `/${name}` : `${directory}/${name}`;

const resolvePath = (base: string, path: string): string =>
  posix.isAbsolute(path) ? posix.normalize(path) : posix.join(base, path);
