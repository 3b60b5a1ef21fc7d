import { join } from 'node:path';
import type { Table } from '../../lib/cargo/toml.js';
import type { SubjectBinding } from '../../lib/cargo/bind-manifest.js';
import { sha256 } from '../../lib/files/hash.js';
import { isFile } from '../../lib/files/stat.js';
import { recallFacts, rememberFacts } from './cache.js';
import { isConclusive, type Facts } from './facts.js';
import { gather } from './gather.js';
import { findGuide, guidePlaces } from './guide/find.js';
import { digestOf, environmentWords, filesAbove } from './inputs.js';

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

/**
 * Looks at a subject's source: compiler, documentation, guide, API. What was found is kept in the work folder by the SHA-256 of everything it
 * depends on, so that looking again at the same source takes no cargo. Undefined when it was cancelled.
 */
export const look = async (request: LookRequest): Promise<Look | undefined> => {
  const { workDir, subject, guide, named, signal, background } = request;
  const directory = join(workDir, 'static', `${subject.package}-${sha256(subject.directory).slice(0, 8)}`);
  const words = [
    ...request.words,
    ...environmentWords(request.env),
    `features ${subject.features.join(',')}`,
    `profile ${JSON.stringify(request.profile)}`,
    `guide ${guideOf(request) ?? 'none'}`,
  ];
  const known = recallFacts(directory, words);
  if (known !== undefined) return { facts: known.facts, inputs: known.digest, cached: true };
  const began = Date.now();
  const seedLock = request.seedLocks.find(isFile);
  const gathered = await gather(
    {
      cargo: request.cargo,
      subject,
      directory,
      targetDirectory: join(workDir, 'target'),
      profile: request.profile,
      seedLock,
      timeoutMs: request.timeoutMs,
      ...(signal === undefined ? {} : { signal }),
      ...(background === undefined ? {} : { background }),
    },
    guideOf(request),
  );
  if (gathered === undefined) return undefined;
  const inputs = {
    roots: [...new Set([subject.directory, ...gathered.roots])].sort(),
    files: [
      ...filesAbove(subject.directory),
      ...(guide === undefined ? guidePlaces(named, subject.directory) : [guide]),
      ...request.seedLocks,
    ],
    words,
  };
  const digest = digestOf(inputs);
  if (isConclusive(gathered.facts)) await rememberFacts(directory, inputs, digest, gathered.facts, began);
  return { facts: gathered.facts, inputs: digest, cached: false };
};
