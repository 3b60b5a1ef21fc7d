import type { Definition, FileFacts, Link, Scope } from './facts.js';

/** What a group of delimiters is. */
export const Role = {
  /** A block, or any other group: what is declared in it is local to it. */
  block: 0,
  module: 1,
  /** Body of an impl or trait: its functions and types are no names of a scope. */
  associated: 2,
  /** Body of a struct, enum or union. */
  fields: 3,
  /** Body of `extern "C" { … }`: declares into the enclosing scope. */
  foreign: 4,
  /** Macro call where items stand: declares into the enclosing scope. */
  transparent: 5,
  /** Not looked into. */
  skip: 6,
} as const;
type Role = (typeof Role)[keyof typeof Role];

const OPEN_LOCAL: readonly Definition[] = [{ kind: 'local', open: true }];
const CLOSED_LOCAL: readonly Definition[] = [{ kind: 'local', open: false }];

interface Frame {
  readonly close: number;
  readonly open: number;
  readonly role: Role;
  scope: Scope | undefined;
}

/** The groups around the token being read, and the scopes they make. A block becomes a scope when it first declares something. */
export class Frames {
  readonly scopes: Scope[] = [];
  readonly links: FileFacts['links'][number][] = [];
  private readonly stack: Frame[] = [];
  private readonly given = new Map<number, { role: Role; scope: Scope | undefined }>();
  /** Lists of definitions that {@link add} made and may change. */
  private readonly grown = new Map<readonly Definition[], Definition[]>();

  constructor(count: number) {
    const scope = this.makeScope('module', '', 0, count, []);
    this.stack.push({ open: -1, close: count, role: Role.module, scope });
  }

  makeScope(kind: Scope['kind'], name: string, start: number, end: number, paths: readonly string[]): Scope {
    const scope: Scope = {
      kind,
      name,
      start,
      end,
      parent: undefined,
      index: 0,
      items: new Map(),
      globs: [],
      paths,
    };
    this.scopes.push(scope);
    return scope;
  }

  /** Says what the group that opens at this token will be. */
  give(open: number, role: Role, scope?: Scope): void {
    this.given.set(open, { role, scope });
  }

  roleAt(open: number): Role {
    return this.given.get(open)?.role ?? Role.block;
  }

  push(open: number, close: number, role: Role, char: number): void {
    const given = this.given.get(open);
    const inherited =
      given === undefined && char === 0x7b && this.top().role === Role.transparent ? Role.transparent : role;
    this.stack.push({ open, close, role: inherited, scope: given?.scope });
  }

  pop(close: number): void {
    if (this.stack.length > 1 && this.top().close === close) this.stack.pop();
  }

  /** The group being read is a module, or a macro call that stands for items of one. */
  atItems(): boolean {
    const { role } = this.top();
    return role === Role.module || role === Role.transparent;
  }

  role(): Role {
    return this.top().role;
  }

  /** Scope that declarations here belong to. */
  scope(): Scope {
    for (let depth = this.stack.length - 1; depth > 0; depth--) {
      const frame = this.stack[depth] as Frame;
      if (frame.role === Role.transparent || frame.role === Role.foreign) continue;
      return (frame.scope ??= this.makeScope('block', '', frame.open + 1, frame.close, []));
    }
    return (this.stack[0] as Frame).scope as Scope;
  }

  /** Adds a name to the scope at hand; inside impl, trait and field bodies there is none to add to. */
  declare(name: string, definition: Definition): void {
    const { role } = this.top();
    if (role === Role.associated || role === Role.fields) return;
    this.add(this.scope(), name, [definition]);
  }

  /** Adds a name for something declared elsewhere. */
  link(name: string, link: Link): void {
    const { role } = this.top();
    if (role === Role.associated || role === Role.fields) return;
    const scope = this.scope();
    this.add(scope, name, [link]);
    this.links.push({ name, link, scope });
  }

  /** Adds an item of the scope's own that is no module. Most names of a file are such, so they share what is known of them. */
  declareLocal(name: string, open: boolean): void {
    const { role } = this.top();
    if (role === Role.associated || role === Role.fields) return;
    this.add(this.scope(), name, open ? OPEN_LOCAL : CLOSED_LOCAL);
  }

  private add({ items }: Scope, name: string, definitions: readonly Definition[]): void {
    const known = items.get(name);
    if (known === definitions) return; // shared, and says nothing new
    if (known === undefined) {
      items.set(name, definitions);
      return;
    }
    // A list made here grows in place: to copy it each time takes a file that repeats a name quadratic time.
    const own = this.grown.get(known) ?? [...known];
    own.push(...definitions);
    this.grown.set(own, own);
    items.set(name, own);
  }

  private top(): Frame {
    return this.stack[this.stack.length - 1] as Frame;
  }
}
