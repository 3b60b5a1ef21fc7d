import { join, relative } from 'node:path';
import type { CargoRunner } from '../../lib/cargo/cargo-process.js';
import type { Table } from '../../lib/cargo/toml.js';
import type { SubjectBinding } from '../../lib/cargo/bind-manifest.js';
import { sha256 } from '../../lib/files/hash.js';
import { isFile } from '../../lib/files/stat.js';
import { recallFacts, rememberFacts } from './cache.js';
import { isConclusive, type Facts } from './facts.js';
import { gather } from './gather.js';
import { findGuide, guidePlaces } from './guide/find.js';
import { digestOf, environmentWords, filesAbove } from './inputs.js';

/** How a subject is looked at whose code must have no rights: cargo runs elsewhere, on a mirror of the crate. */
export interface Sealed {
  readonly runner: CargoRunner;
  readonly targetDirectory: string;
  /** Folder that stands for `/` in the mirror. */
  readonly root: string;
  /** Folder of the package in the mirror. */
  readonly directory: string;
}

/** A subject that is to be looked at, and by what. */
export interface LookRequest {
  readonly cargo: string;
  readonly subject: SubjectBinding;
  /** Folder that was named as the subject: in a workspace not that of its package. */
  readonly named: string;
  /** Path of the guide where the user gives one. */
  readonly guide: string | undefined;
  /** Folder of builds that are kept. */
  readonly workDir: string;
  readonly profile: Table;
  /** Lock files to start from, the best first; the first that is there is taken. */
  readonly seedLocks: readonly string[];
  /** Whatever else the answer depends on: toolchain, DPDK, version of the harness. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly background?: readonly number[];
  readonly sealed?: Sealed;
}

/** Facts about a subject, and what they were found in. */
export interface Look {
  readonly facts: Facts;
  /** SHA-256 over all inputs. */
  readonly inputs: string;
  /** Nothing has changed since an earlier look, whose facts these are. */
  readonly cached: boolean;
}

const guideOf = ({ guide, named, subject }: LookRequest): string | undefined =>
  guide ?? findGuide(named, subject.directory);

/** Relative to the subject's folder when it lies there or beside it. */
const shownPath = (directory: string, path: string): string => {
  const short = relative(directory, path);
  return short.startsWith('../../') ? path : short;
};

/** The folder of the crate's own that a folder of its mirror stands for. */
const original = (sealed: Sealed | undefined, path: string): string =>
  sealed !== undefined && path.startsWith(`${sealed.root}/`) ? path.slice(sealed.root.length) : path;

/** What was found, with the crate's own paths in all that the compiler said of the mirror. */
const unmirrored = (facts: Facts, sealed: Sealed | undefined): Facts =>
  sealed === undefined
    ? facts
    : (JSON.parse(JSON.stringify(facts), (_, value: unknown) =>
        typeof value === 'string' ? value.replaceAll(`${sealed.root}/`, '/') : value,
      ) as Facts);

/**
 * Looks at a subject's source: compiler, documentation, guide, API. What was found is kept in the work folder by the SHA-256 of everything it
 * depends on, so that looking again at the same source takes no cargo. Undefined when it was cancelled.
 */
export const look = async (request: LookRequest): Promise<Look | undefined> => {
  const { workDir, subject, guide, named, signal, background, sealed } = request;
  const guidePath = guideOf(request);
  const directory = join(workDir, 'static', `${subject.package}-${sha256(subject.directory).slice(0, 8)}`);
  const words = [
    ...request.words,
    ...environmentWords(request.env),
    `features ${subject.features.join(',')}`,
    `profile ${JSON.stringify(request.profile)}`,
    `guide ${guidePath ?? 'none'}`,
  ];
  const known = recallFacts(directory, words);
  if (known !== undefined) return { facts: known.facts, inputs: known.digest, cached: true };
  const began = Date.now();
  const seedLock = request.seedLocks.find(isFile);
  const gathered = await gather(
    {
      cargo: request.cargo,
      subject: { ...subject, directory: sealed?.directory ?? subject.directory },
      directory,
      targetDirectory: sealed?.targetDirectory ?? join(workDir, 'target'),
      profile: request.profile,
      seedLock,
      timeoutMs: request.timeoutMs,
      ...(signal === undefined ? {} : { signal }),
      ...(background === undefined ? {} : { background }),
      ...(sealed === undefined ? {} : { runner: sealed.runner }),
    },
    guidePath === undefined ? undefined : { path: guidePath, shown: shownPath(subject.directory, guidePath) },
  );
  if (gathered === undefined) return undefined;
  const inputs = {
    roots: [...new Set([subject.directory, ...gathered.roots.map((path) => original(sealed, path))])].sort(),
    files: [
      ...filesAbove(subject.directory),
      ...(guide === undefined ? guidePlaces(named, subject.directory) : [guide]),
      ...request.seedLocks,
    ],
    words,
  };
  const digest = digestOf(inputs);
  const facts = unmirrored(gathered.facts, sealed);
  if (isConclusive(facts)) await rememberFacts(directory, inputs, digest, facts, began);
  return { facts, inputs: digest, cached: false };
};
