import { CATALOGUE } from '../criteria/catalogue.js';
import type { CrateFactsRecord } from '../record/subject.js';

type Claim = CrateFactsRecord['claims'][number];

const BOX = /^\s*[-*+]\s+\[([ xX])\]\s+(.*)$/;
const ID = /\bAC-\d+(?:\.\d+)?\b/;
const KNOWN: ReadonlySet<string> = new Set(CATALOGUE.map(({ id }) => id));
/** A list of fewer of the criteria is about something else that is numbered alike. */
const LEAST = CATALOGUE.length / 2;

/** Boxes of one Markdown file that name a criterion of the catalogue; the last box of each counts. */
const boxes = (file: string, text: string): readonly Claim[] => {
  const found = new Map<string, Claim>();
  for (const [index, line] of text.split('\n').entries()) {
    const [, mark, words = ''] = BOX.exec(line) ?? [];
    const id = ID.exec(words)?.[0];
    if (mark === undefined || id === undefined || !KNOWN.has(id)) continue;
    found.set(id, {
      id,
      ticked: mark !== ' ',
      text: words.replaceAll('**', '').slice(0, 300),
      file,
      line: index + 1,
    });
  }
  return [...found.values()];
};

/** What a crate claims: the boxes of that Markdown file of it which names most of the criteria, and at least half of them. */
export const findClaims = (documents: ReadonlyMap<string, string>): readonly Claim[] => {
  const lists = [...documents].map(([file, text]) => boxes(file, text));
  const [longest = []] = lists.toSorted((a, b) => b.length - a.length);
  return longest.length < LEAST ? [] : longest;
};
