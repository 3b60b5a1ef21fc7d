/**
 * One spelling a function's signature, from rustdoc's JSON, so that two functions have the same text exactly when a caller cannot tell their
 * signatures apart: names of parameters, of generics and of lifetimes, elision (The Rust Reference, "Lifetime elision"), `impl Trait` in place of
 * a generic, and `async fn` in place of `-> impl Future` make no difference.
 */
import { boundsOf, constraintsOf } from './generics.js';
import { asList, asRecord, asText, only } from './value.js';

/** How an item is named in the text; the same for the same item of two documents. */
export type NameOf = (id: string) => string;

/** `std::io::Result<T>` is written out: it is an alias. */
const ALIASES: Readonly<Record<string, string>> = { 'std::io::error::Result': 'std::io::error::Error' };

const FUTURE = /(?:^|::)future::Future$/;

interface Lifetimes {
  /** A number a lifetime, in the order of their first use. */
  readonly numbers: Map<string, number>;
  /** How often each is used in the whole signature. */
  readonly uses: Map<number, number>;
  /** What an elided lifetime of the output stands for. */
  output: string | undefined;
  fresh: number;
}

interface Context {
  readonly nameOf: NameOf;
  /** What `Self` is called. */
  readonly self: string;
  /** `generics` of the function. */
  readonly declared: Readonly<Record<string, unknown>>;
  readonly lifetimes: Lifetimes;
  /** Whether a lifetime of that number is worth writing: one that is used once ties nothing to anything. */
  readonly shown: (number: number) => boolean;
}

class Writer {
  readonly #context: Context;
  readonly #lifetimes: Lifetimes;
  readonly #generics = new Map<string, string>();
  readonly #where: string[] = [];
  #inOutput = false;
  /** The lifetime of `&self`. */
  #receiver: string | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.#lifetimes = context.lifetimes;
  }

  signature(body: Readonly<Record<string, unknown>>): string {
    const sig = asRecord(body['sig'] ?? body['decl']);
    const header = asRecord(body['header']);
    const inputs = asList(sig['inputs']).map((input) => this.#input(asList(input)));
    this.#inOutput = true;
    const numbers = [...this.#lifetimes.numbers.keys()];
    this.#lifetimes.output = this.#receiver ?? (numbers.length === 1 ? numbers[0] : undefined);
    const output = this.#output(sig['output'] ?? null);
    const isAsync = header['is_async'] === true || header['async'] === true || output.isFuture;
    const isUnsafe = header['is_unsafe'] === true || header['unsafe'] === true;
    const head = `${isAsync ? 'async ' : ''}${isUnsafe ? 'unsafe ' : ''}fn(${inputs.join(', ')})`;
    const where = this.#where.length === 0 ? '' : ` where ${this.#where.join(', ')}`;
    return `${head} -> ${output.text}${where}`;
  }

  #input([name, type]: readonly unknown[]): string {
    const text = this.#type(type);
    if (name !== 'self') return text;
    const reference = only(type, 'borrowed_ref');
    if (reference === undefined) return text === this.#context.self ? 'self' : `self: ${text}`;
    // The first lifetime of all is that of the receiver.
    this.#receiver = [...this.#lifetimes.numbers.keys()][0];
    return text.endsWith(this.#context.self)
      ? `${text.slice(0, -this.#context.self.length)}self`
      : `self: ${text}`;
  }

  #output(type: unknown): { readonly text: string; readonly isFuture: boolean } {
    if (type === null) return { text: '()', isFuture: false };
    for (const bound of asList(only(type, 'impl_trait'))) {
      const trait = asRecord(asRecord(only(bound, 'trait_bound'))['trait']);
      if (!FUTURE.test(this.#path(trait))) continue;
      const [constraint] = constraintsOf(trait);
      const output = only(only(asRecord(constraint)['binding'], 'equality'), 'type');
      if (output !== undefined) return { text: this.#type(output), isFuture: true };
    }
    return { text: this.#type(type), isFuture: false };
  }

  #path(path: Readonly<Record<string, unknown>>): string {
    const id = path['id'];
    return typeof id === 'number' || typeof id === 'string' ? this.#context.nameOf(String(id)) : '?';
  }

  #resolved(path: Readonly<Record<string, unknown>>): string {
    const name = this.#path(path);
    const error = ALIASES[name];
    const args = this.#args(path['args']);
    return error === undefined
      ? `${name}${args}`
      : `core::result::Result${args.includes(', ') && /^<[^<]*, /.test(args) ? args : args.replace(/>$/, `, ${error}>`)}`;
  }

  #args(value: unknown): string {
    const angle = only(value, 'angle_bracketed');
    const round = only(value, 'parenthesized');
    if (round !== undefined) {
      const { inputs, output } = asRecord(round);
      const list = asList(inputs).map((type) => this.#type(type));
      return `(${list.join(', ')})${output === null || output === undefined ? '' : ` -> ${this.#type(output)}`}`;
    }
    if (angle === undefined) return '';
    const { args } = asRecord(angle);
    const list = [
      ...asList(args).flatMap((arg) => this.#arg(asRecord(arg))),
      ...constraintsOf({ args: value }).map((constraint) => this.#constraint(asRecord(constraint))),
    ];
    return list.length === 0 ? '' : `<${list.join(', ')}>`;
  }

  #arg(arg: Readonly<Record<string, unknown>>): readonly string[] {
    if ('lifetime' in arg) return this.#written(asText(arg['lifetime']));
    if ('type' in arg) return [this.#type(arg['type'])];
    return [JSON.stringify(arg)];
  }

  #constraint(constraint: Readonly<Record<string, unknown>>): string {
    const equal = only(only(constraint['binding'], 'equality'), 'type');
    const name = asText(constraint['name']) ?? '?';
    if (equal !== undefined) return `${name} = ${this.#type(equal)}`;
    return `${name}: ${this.#bounds(only(constraint['binding'], 'constraint'))}`;
  }

  /** The lifetime as it is written, or nothing where it says nothing. */
  #written(name: string | undefined): readonly string[] {
    if (name === "'static") return [name];
    const elided = name === undefined || name === "'_";
    const key = !elided ? name : this.#inOutput ? this.#lifetimes.output : `#${this.#lifetimes.fresh++}`;
    if (key === undefined) return ["'_"];
    const { numbers, uses } = this.#lifetimes;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    uses.set(number, (uses.get(number) ?? 0) + 1);
    return this.#context.shown(number) ? [`'${number}`] : [];
  }

  #bounds(bounds: unknown): string {
    const texts = asList(bounds).flatMap((bound) => {
      const outlives = only(bound, 'outlives');
      if (outlives !== undefined) return this.#written(asText(outlives));
      const trait = only(bound, 'trait_bound');
      if (trait === undefined) return []; // `use<…>` says what is captured, which the caller cannot name
      const { trait: path, modifier } = asRecord(trait);
      return [`${modifier === 'maybe' ? '?' : ''}${this.#resolved(asRecord(path))}`];
    });
    return [...new Set(texts)].sort().join(' + ');
  }

  #generic(name: string, bounds?: unknown): string {
    const known = this.#generics.get(name);
    if (known !== undefined) return known;
    const text = `T${this.#generics.size}`;
    this.#generics.set(name, text);
    const place = this.#where.push(text) - 1;
    const all = bounds === undefined ? boundsOf(this.#context.declared, name) : asList(bounds);
    const written = this.#bounds(all);
    this.#where[place] = written === '' ? `${text}: any` : `${text}: ${written}`;
    return text;
  }

  #type(value: unknown): string {
    const [[kind, inner] = ['', undefined]] = Object.entries(asRecord(value));
    const parts = asRecord(inner);
    switch (kind) {
      case 'resolved_path':
        return this.#resolved(parts);
      case 'generic':
        return inner === 'Self' ? this.#context.self : this.#generic(String(inner));
      case 'primitive':
        return String(inner);
      case 'tuple':
        return `(${asList(inner)
          .map((type) => this.#type(type))
          .join(', ')})`;
      case 'slice':
        return `[${this.#type(inner)}]`;
      case 'array':
        return `[${this.#type(parts['type'])}; ${String(parts['len'])}]`;
      case 'borrowed_ref': {
        const lifetime = this.#written(asText(parts['lifetime'])).map((text) => `${text} `);
        const mutable = (parts['is_mutable'] ?? parts['mutable']) === true ? 'mut ' : '';
        return `&${lifetime.join('')}${mutable}${this.#type(parts['type'])}`;
      }
      case 'impl_trait':
        return this.#inOutput
          ? `impl ${this.#bounds(inner)}`
          : this.#generic(`impl #${this.#generics.size}`, inner);
      case 'dyn_trait': {
        const traits = asList(parts['traits']).map((trait) =>
          this.#resolved(asRecord(asRecord(trait)['trait'])),
        );
        return `dyn ${[...traits.sort(), ...(asText(parts['lifetime']) === undefined ? [] : this.#written(asText(parts['lifetime'])))].join(' + ')}`;
      }
      case 'qualified_path':
        return `<${this.#type(parts['self_type'])} as ${this.#resolved(asRecord(parts['trait']))}>::${String(parts['name'])}`;
      default:
        return JSON.stringify(value);
    }
  }
}

/**
 * The signature of a function item (`inner.function`) as text.
 * @param self what `Self` is called.
 */
export const signatureText = (body: unknown, nameOf: NameOf, self: string): string => {
  const record = asRecord(body);
  const write = (uses: ReadonlyMap<number, number>): { text: string; uses: Map<number, number> } => {
    const lifetimes: Lifetimes = { numbers: new Map(), uses: new Map(), output: undefined, fresh: 0 };
    const shown = (number: number): boolean => (uses.get(number) ?? 0) > 1;
    const writer = new Writer({ nameOf, self, declared: asRecord(record['generics']), lifetimes, shown });
    return { text: writer.signature(record), uses: lifetimes.uses };
  };
  return write(write(new Map()).uses).text;
};
