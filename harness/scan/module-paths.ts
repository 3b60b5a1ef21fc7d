import { posix } from 'node:path';
import type { ModuleFile, Scope } from '../../lib/rust/facts.js';
import type { Module } from './crate.js';

/** How a root file's child modules are found: `mod.rs` rules for crate roots, both rules where that is not known. */
export const rootDirectories = (path: string, certain: boolean): readonly string[] => {
  const directory = posix.dirname(path);
  if (certain) return [directory];
  return [directory, posix.join(directory, posix.basename(path, '.rs'))];
};

/** Where the files of an inline module's children lie: its `#[path]`, or its name, below those of the module around it. */
export const inlineDirectories = (parent: Module, scope: Scope): readonly string[] =>
  parent.directories.flatMap((directory) =>
    scope.paths.length > 0
      ? scope.paths.map((path) => posix.join(directory, path))
      : [childPath(directory, scope.name)],
  );

/** Where the file of a `mod name;` may lie. */
export interface ModulePlaces {
  /** What its `#[path]` says, from each folder that may mean. */
  readonly given: readonly string[];
  /** Where it lies without one. */
  readonly usual: readonly string[];
}

/** Where the file of a `mod name;` in module `parent` may lie. `declaredIn`: the file that says it. */
export const modulePlaces = (file: ModuleFile, parent: Module, declaredIn: string): ModulePlaces => {
  const inline = file.scope.index !== 0 && ownScope(file.scope).name !== '';
  const bases = inline ? parent.directories : [posix.dirname(declaredIn)];
  return {
    given: file.paths.flatMap((path) => bases.map((base) => resolvePath(base, path))),
    usual: file.fixed
      ? []
      : parent.directories.flatMap((directory) => [
          childPath(directory, `${file.name}.rs`),
          childPath(directory, `${file.name}/mod.rs`),
        ]),
  };
};

/** Where the children of a module lie whose own file is `path`. */
export const childDirectory = (path: string, name: string, { given }: ModulePlaces): string => {
  const directory = posix.dirname(path);
  return given.includes(path) || posix.basename(path) === 'mod.rs' ? directory : childPath(directory, name);
};

/** A path an attribute or a macro names, from the folder it is meant from. */
export const resolvePath = (base: string, path: string): string =>
  posix.isAbsolute(path) ? posix.normalize(path) : posix.join(base, path);

/** A path below a directory that is in normal form already. */
const childPath = (directory: string, name: string): string =>
  directory === '.' ? name : directory === '/' ? `/${name}` : `${directory}/${name}`;

const ownScope = (scope: Scope): Scope => {
  let around = scope;
  while (around.kind === 'block' && around.parent !== undefined) around = around.parent;
  return around;
};
