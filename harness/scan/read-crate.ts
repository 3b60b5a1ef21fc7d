import { posix } from 'node:path';
import type { FileFacts, ModuleFile, Scope } from '../../lib/rust/facts.js';
import { encodingProblem } from '../../lib/rust/encoding.js';
import { regionAt, scopeAt } from '../../lib/rust/finish.js';
import { lex } from '../../lib/rust/lexer.js';
import { matchDelimiters } from '../../lib/rust/pairs.js';
import { parseFile } from '../../lib/rust/parse.js';
import { wordsOf } from '../../lib/rust/words.js';
import type { Crate, Gap, Links, Module, Unit, Workspace } from './crate.js';
import {
  childDirectory,
  inlineDirectories,
  modulePlaces,
  resolvePath,
  rootDirectories,
} from './module-paths.js';
import type { Externs, SourceReader } from './source.js';

/** How often one file may be part of one crate; a file that includes itself would never end. */
const MAX_COPIES = 4;
const MAX_DEPTH = 128;
/** Macro calls looked at for modules their macro declares. */
const MAX_MACRO_CALLS = 10_000;

/** What is known of a crate before any of it is read. */
export interface CrateOptions {
  /** Its root file is one for cargo, so that its modules lie beside it. */
  readonly certain: boolean;
  readonly externs: Externs;
  readonly features: ReadonlySet<string>;
  readonly edition2015?: boolean;
}

/** A `mod name;` and the file that says it. */
interface Declaration {
  readonly unit: Unit;
  readonly file: ModuleFile;
}

/** The place that asks for a file. */
interface Asking {
  readonly unit: Unit;
  readonly span: { readonly start: number; readonly end: number };
}

/** A call of a macro that may declare modules where it stands. */
interface MacroCall {
  readonly unit: Unit;
  readonly name: string;
  readonly owner: () => Module;
}

/** Reads a crate from its root file: follows `mod`, `#[path]` and `include!`. */
export const readCrate = (
  path: string,
  options: CrateOptions,
  reader: SourceReader,
  workspace: Workspace,
  links: Links,
): Crate => new CrateReader(reader, workspace, links).read(path, options);

/** The state of reading one crate. */
class CrateReader {
  readonly #reader: SourceReader;
  readonly #workspace: Workspace;
  readonly #links: Links;
  readonly #units: Unit[] = [];
  readonly #gaps: Gap[] = [];
  readonly #copies = new Map<string, number>();
  /** Files still to be opened: a module's place is known only when the file that declares it has been read to its end. */
  readonly #work: (() => void)[] = [];
  /** `mod name;` in macro bodies, by macro: a module of whoever calls it. */
  readonly #ofMacros = new Map<string, Declaration[]>();
  readonly #calls: MacroCall[] = [];

  constructor(reader: SourceReader, workspace: Workspace, links: Links) {
    this.#reader = reader;
    this.#workspace = workspace;
    this.#links = links;
  }

  read(path: string, { certain, externs, features, edition2015 }: CrateOptions): Crate {
    const directories = rootDirectories(path, certain);
    const root: Module = { name: '', parent: undefined, depth: 0, parts: [], directories };
    this.#open(path, root, undefined);
    this.#drain();
    for (const [done, call] of this.#calls.entries()) {
      if (done === MAX_MACRO_CALLS) break;
      for (const { unit, file } of this.#ofMacros.get(call.name) ?? []) {
        const scope = call.unit.facts.scopes[0] ?? file.scope;
        this.#openModule({ unit, file: { ...file, scope } }, call.owner(), call.unit.path);
      }
      this.#drain();
    }
    const [units, gaps] = [this.#units, this.#gaps];
    return { path, root, units, gaps, externs, features, edition2015: edition2015 === true };
  }

  #drain(): void {
    for (let next = this.#work.shift(); next !== undefined; next = this.#work.shift()) next();
  }

  #open(path: string, module: Module, from: Asking | undefined): void {
    const seen = this.#copies.get(path) ?? 0;
    if (seen >= MAX_COPIES || module.depth >= MAX_DEPTH) return;
    this.#copies.set(path, seen + 1);
    const read = this.#reader.read(path);
    if (read.kind !== 'source') {
      this.#gaps.push({
        unit: from?.unit,
        path: from?.unit.path ?? path,
        start: from?.span.start ?? 0,
        end: from?.span.end ?? 0,
        item: `file ${path}`,
        message: `${read.kind === 'absent' ? `there is no file ${path}` : read.message}: what it holds cannot be vouched for. Give the scan a file it can read`,
      });
      return;
    }
    const unit = this.#parse(path, read.bytes, module);
    this.#placeScopes(unit);
    this.#follow(unit);
  }

  #parse(path: string, source: Uint8Array, module: Module): Unit {
    const workspace = this.#workspace;
    const tokens = lex(source, workspace.names, workspace.tokens);
    matchDelimiters(tokens);
    workspace.tokens = tokens;
    const facts = parseFile(tokens, workspace.names);
    const unit: Unit = { path, source, tokenCount: tokens.count, facts, words: wordsOf(tokens), module };
    this.#units.push(unit);
    const problem = encodingProblem(source) ?? tokens.problems[0];
    if (problem !== undefined)
      this.#gaps.push({
        unit,
        path,
        start: problem.offset,
        end: problem.offset + 1,
        item: 'unreadable source',
        message: `${problem.message}: the file cannot be vouched for. Mend it until rustc can read it`,
      });
    return unit;
  }

  /** The module a scope of a unit is in. */
  #ownerOf(unit: Unit, scope: Scope): Module {
    let around: Scope | undefined = scope;
    while (around?.kind === 'block') around = around.parent;
    return (around && this.#links.modules.get(around)) ?? unit.module;
  }

  /** Makes a module of each scope that is one. */
  #placeScopes(unit: Unit): void {
    unit.facts.scopes.forEach((scope, index) => {
      if (scope.kind === 'block') return;
      if (index === 0) {
        this.#links.modules.set(scope, unit.module);
        unit.module.parts.push({ unit, scope });
        return;
      }
      const parent = this.#ownerOf(unit, scope.parent as Scope);
      this.#links.modules.set(scope, {
        name: scope.name,
        parent,
        depth: parent.depth + 1,
        parts: [{ unit, scope }],
        directories: parent.depth >= MAX_DEPTH ? [] : inlineDirectories(parent, scope),
      });
    });
  }

  /** Notes the files a unit asks for. */
  #follow(unit: Unit): void {
    const { facts } = unit;
    for (const file of facts.moduleFiles) {
      const macro = macroAround(facts, file.token);
      if (macro === undefined)
        this.#work.push(() => {
          this.#openModule({ unit, file }, this.#ownerOf(unit, file.scope), unit.path);
        });
      else this.#ofMacros.set(macro, [...(this.#ofMacros.get(macro) ?? []), { unit, file }]);
    }
    for (const { kind, items, name, open } of facts.regions)
      if (kind === 'call' && items)
        this.#calls.push({ unit, name, owner: () => this.#ownerOf(unit, scopeAt(facts, open)) });
    for (const include of facts.includes)
      this.#work.push(() => {
        if (include.path !== undefined) {
          const path = resolvePath(posix.dirname(unit.path), include.path);
          this.#open(path, this.#ownerOf(unit, include.scope), { unit, span: include.span });
          return;
        }
        this.#gaps.push({
          unit,
          path: unit.path,
          ...include.span,
          item: 'include!',
          message:
            'the path of this include! is only known to the build: what it holds cannot be vouched for. Include a literal path',
        });
      });
  }

  #openModule({ unit, file }: Declaration, parent: Module, declaredIn: string): void {
    const places = modulePlaces(file, parent, declaredIn);
    const wanted = [...places.given, ...places.usual];
    const existing = wanted.filter((path) => this.#reader.exists(path));
    const chosen = file.paths.length > 0 && !file.fixed ? existing : existing.slice(0, 1);
    if (chosen.length === 0) {
      this.#gaps.push({
        unit,
        path: unit.path,
        ...file.span,
        item: `mod ${file.name}`,
        message: `module ${file.name} has no file (looked for ${wanted.join(', ')}): what it holds cannot be vouched for. Add the file or remove the declaration`,
      });
      return;
    }
    const directories: string[] = [];
    const module: Module = { name: file.name, parent, depth: parent.depth + 1, parts: [], directories };
    for (const path of chosen) {
      directories.push(childDirectory(path, file.name, places));
      this.#open(path, module, { unit, span: file.span });
    }
    this.#links.files.set(file, module);
  }
}

/** Name of the macro whose body holds a token. */
const macroAround = (facts: FileFacts, token: number): string | undefined => {
  for (let at = regionAt(facts, token); at !== undefined; at = at.parent)
    if (at.kind === 'rules') return at.name;
  return undefined;
};
