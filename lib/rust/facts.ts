/** A path as written: segments by name; `crate`, `self`, `super` and `$crate` stay as they are. */
export interface PathText {
  readonly segments: readonly string[];
  /** It starts with `::`. */
  readonly rooted: boolean;
}

/** Where something is written: byte offsets into the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Visible {
  /** Has a `pub` of any reach. */
  readonly open: boolean;
}

interface Declared extends Visible {
  /** The name (or, of an import, the leaf of the use tree) as written. */
  readonly span: Span;
  /** The whole declaration, for the chain shown with a finding. */
  readonly whole: Span;
}

/** A name that stands for something declared elsewhere. */
export type Link = Declared &
  (
    | { readonly kind: 'import'; readonly path: PathText; readonly self: boolean }
    | { readonly kind: 'alias'; readonly path: PathText }
    | { readonly kind: 'crate'; readonly crate: string }
    | { readonly kind: 'foreign'; readonly symbol: string }
  );

/** What a name in a scope stands for, as far as one file tells. `local`: an item of its own that is no module. */
export type Definition =
  | Link
  | (Declared &
      (
        | { readonly kind: 'module'; readonly scope: Scope }
        | { readonly kind: 'file'; readonly module: ModuleFile }
      ))
  | (Visible & { readonly kind: 'local' });

/** `use PATH::*` */
export interface Glob {
  readonly path: PathText;
  readonly open: boolean;
  readonly span: Span;
  readonly whole: Span;
}

/** A module, or a block that declares something. */
export interface Scope {
  readonly kind: 'module' | 'block';
  /** Name of an inline module; empty for a file's own scope and for blocks. */
  readonly name: string;
  /** Token indexes: the first inside, and the one after the last. */
  readonly start: number;
  readonly end: number;
  parent: Scope | undefined;
  /** Place in {@link FileFacts.scopes}. */
  index: number;
  readonly items: Map<string, readonly Definition[]>;
  readonly globs: Glob[];
  /** `#[path]` values on an inline module. */
  readonly paths: readonly string[];
}

/** `mod name;` */
export interface ModuleFile {
  readonly name: string;
  readonly span: Span;
  /** Scope that declares it. */
  readonly scope: Scope;
  /** Values of `#[path = "…"]` and of `#[cfg_attr(…, path = "…")]`. */
  readonly paths: readonly string[];
  /** A plain `#[path]` is among them: the default places do not count. */
  readonly fixed: boolean;
  /** Token of its keyword. */
  readonly token: number;
}

/** `include!("…")` */
export interface Include {
  /** The literal path, or undefined when it is computed (`concat!(env!("OUT_DIR"), …)`). */
  readonly path: string | undefined;
  readonly span: Span;
  readonly scope: Scope;
}

/** A function with a name. Numbers are token indexes. */
export interface FunctionFact {
  /** In a macro's body it may be a variable: `$name`. */
  readonly name: string;
  readonly nameToken: number;
  /** First token of its attributes, or of the item when it has none. */
  readonly first: number;
  /** Opening brace of the body, -1 when there is none (trait method, foreign function). */
  readonly body: number;
  /** Its attributes: index of each opening bracket. */
  readonly attributes: readonly number[];
  /** One of them makes it a test (`#[test]`, `#[tokio::test(…)]`, `#[rstest]` …). */
  readonly test: boolean;
}

/** Part of a file with its own rules, by the tokens of its delimiters. */
export interface Region {
  readonly kind: 'call' | 'rules' | 'matcher' | 'attribute' | 'declaration' | 'enum' | 'foreign';
  /** Name of the macro (call, rules) or of the declaring keyword. */
  readonly name: string;
  readonly open: number;
  readonly close: number;
  /** A macro call where items stand: its content counts as items of the enclosing module. */
  readonly items: boolean;
  parent: Region | undefined;
}

/** What one file says, without any other. */
export interface FileFacts {
  readonly scopes: readonly Scope[];
  /** Every {@link Link} with its name and scope, in order. */
  readonly links: readonly { readonly name: string; readonly link: Link; readonly scope: Scope }[];
  readonly moduleFiles: readonly ModuleFile[];
  readonly includes: readonly Include[];
  readonly functions: readonly FunctionFact[];
  /** By opening token; regions nest. */
  readonly regions: readonly Region[];
  /** Modules with a body: token of the brace, and the attributes. */
  readonly modules: readonly {
    readonly body: number;
    readonly attributes: readonly number[];
    readonly name: string;
    readonly nameToken: number;
  }[];
}
