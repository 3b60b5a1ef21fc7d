import type { End } from '../decode/decode.js';
import type { Scene } from './assertion.js';

/** Who sends or receives: a name the scene knows the addresses of, or any address that is none of that name's. */
export interface Station {
  /** Key in {@link Scene.stations}. */
  readonly name: string;
  readonly words: string;
  readonly others: boolean;
}

/** The station the scene calls `name`. */
export const station = (name: string, words: string): Station => ({ name, words, others: false });

/** Everybody but that station. */
export const everyoneBut = ({ name }: Station, words: string): Station => ({ name, words, others: true });

/** A station, or an address with or without a port. */
export type Who = Station | { readonly address: string; readonly port?: number } | { readonly port: number };

/** True when the end is what `who` says. */
export const isAt = (end: End, who: Who, { stations }: Scene): boolean => {
  if ('name' in who) return (stations[who.name] ?? []).includes(end.address) !== who.others;
  const address = 'address' in who ? who.address : undefined;
  return (
    (address === undefined || end.address === address) && (who.port === undefined || end.port === who.port)
  );
};

/** `who` in words. */
export const wordsOf = (who: Who): string => {
  if ('name' in who) return who.words;
  const port = who.port === undefined ? '' : `port ${who.port}`;
  return 'address' in who ? `${who.address} ${port}`.trim() : port;
};
