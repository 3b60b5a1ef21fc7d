import { dirname } from 'node:path';
import type { Result } from '../core/result.js';
import { syncDirectory } from './atomic.js';
import { openForWrite, readTail } from './open.js';
import { attempt, type FileProblem } from './problem.js';
import { readText } from './text.js';

/** An append-only file of JSON lines. What {@link Journal.append} returned from is on the disk. */
export interface Journal {
  readonly path: string;
  /** Appends entries, one a line, and waits for the disk once. Throws the system's error. */
  readonly append: (...entries: readonly unknown[]) => void;
  readonly close: () => void;
}

/** Opens a journal for appending, making it when absent; its directory must exist. Throws the system's error. */
export const openJournal = (path: string): Journal => {
  const file = openForWrite(path, 'append', 0o600);
  const last = readTail(path, 1);
  if (last !== '' && last !== '\n') file.write('\n'); // a torn line stays a line of its own
  file.sync();
  syncDirectory(dirname(path));
  return {
    path,
    append: (...entries) => {
      file.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      file.sync();
    },
    close: () => {
      file.close();
    },
  };
};

/** What a journal holds: its entries, and how many lines were no JSON (a line torn by a crash). */
export interface JournalContent {
  readonly entries: readonly unknown[];
  readonly torn: number;
}

const parseLine = (line: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(line) as unknown };
  } catch {
    return undefined;
  }
};

/** Reads a journal cut at any byte. */
export const readJournal = async (path: string): Promise<Result<JournalContent, FileProblem>> => {
  const text = await readText(path);
  if (!text.ok) return text;
  return attempt('read', path, () => {
    const lines = text.value.split('\n').filter((line) => line !== '');
    const parsed = lines.map(parseLine);
    return {
      entries: parsed.flatMap((line) => (line === undefined ? [] : [line.value])),
      torn: parsed.filter((line) => line === undefined).length,
    };
  });
};
