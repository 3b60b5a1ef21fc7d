import { linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../core/result.js';
import { openForWrite, type OutputFile } from './open.js';
import { isAlive, ownerKey, ownerSchema, type Owner } from './owner.js';
import { isSystemError } from './problem.js';
import { readTextNow } from './text.js';

/** A lock that is held. */
export interface Lock {
  readonly path: string;
  /** Names another process as the owner, e.g. a child that outlives this one. */
  readonly handOver: (to: Owner) => void;
  /** Gives it back; does nothing when it belongs to somebody else by now. */
  readonly release: () => void;
}

const readOwner = (path: string): Owner | undefined => {
  const text = readTextNow(path);
  if (text === undefined) return undefined;
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // written by something else: nobody can be named as its owner, so it is stale
  }
};

const hasCode = (error: unknown, code: string): boolean => isSystemError(error) && error.code === code;

/** Opens the file, making its directory; who gives a lock back may remove the empty directory at any moment. */
const openInDirectory = (path: string, attempts = 10): OutputFile => {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openForWrite(path, 'truncate');
  } catch (error) {
    if (attempts === 0 || !hasCode(error, 'ENOENT')) throw error;
    return openInDirectory(path, attempts - 1);
  }
};

/** A complete lock file under a name of its own, so that the real name only ever shows complete content. */
const prepare = (path: string, owner: Owner): string => {
  const prepared = `${path}.${ownerKey(owner)}.new`;
  const file = openInDirectory(prepared);
  try {
    file.write(JSON.stringify(owner));
    file.sync();
  } finally {
    file.close();
  }
  return prepared;
};

const heldBy = (path: string, owner: Owner): boolean => {
  const found = readOwner(path);
  return found !== undefined && ownerKey(found) === ownerKey(owner);
};

const acquire = (path: string, prepared: string, owner: Owner): Owner | undefined => {
  try {
    linkSync(prepared, path);
    return undefined;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  if (readTextNow(path) === undefined) return acquire(path, prepared, owner); // just given back
  const before = readOwner(path);
  if (before !== undefined && isAlive(before)) return before;
  // The owner is dead. Only one may take its place: who holds the guard named after the dead one.
  const guard = `${path}.after-${before === undefined ? 'unknown' : ownerKey(before)}`;
  const rival = acquire(guard, prepared, owner);
  const now = readOwner(path);
  // Whoever has the guard may have come too late itself; then the lock says who has it.
  if (rival !== undefined) return now !== undefined && isAlive(now) ? now : rival;
  try {
    if (now !== undefined && isAlive(now)) return now;
    const replacement = prepare(`${path}.take`, owner);
    renameSync(replacement, path);
    return undefined;
  } finally {
    rmSync(guard, { force: true });
  }
};

/**
 * Takes the lock at `path`, or names the living process that holds it. A lock whose owner is dead (other start time,
 * other boot, no such process) is taken over; of several that try at once exactly one gets it. Throws the system's
 * error when the directory cannot be written.
 */
export const takeLock = (path: string, owner: Owner): Result<Lock, Owner> => {
  const prepared = prepare(path, owner);
  let holder: Owner | undefined;
  try {
    holder = acquire(path, prepared, owner);
  } finally {
    rmSync(prepared, { force: true });
  }
  if (holder !== undefined) return err(holder);
  let current = owner;
  return ok({
    path,
    handOver: (to) => {
      renameSync(prepare(path, to), path);
      current = to;
    },
    release: () => {
      if (heldBy(path, current)) rmSync(path, { force: true });
    },
  });
};

/** The living process that holds the lock at `path`, if any. Changes nothing. */
export const lockHolder = (path: string): Owner | undefined => {
  const owner = readOwner(path);
  return owner !== undefined && isAlive(owner) ? owner : undefined;
};

/** Removes what killed processes left beside a lock while taking it. Call it while holding the lock. */
export const sweepLock = (path: string): void => {
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const leftover = join(dirname(path), name);
    if (lockHolder(leftover) === undefined) rmSync(leftover, { force: true });
  }
};
