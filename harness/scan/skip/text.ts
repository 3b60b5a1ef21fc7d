import type { Cursor } from '../../../lib/rust/cursor.js';

/** Tokens `[from, to)`, names without `r#`, one space between two, cut after 400 tokens. */
export const textOf = (c: Cursor, from: number, to: number): string => {
  const parts: string[] = [];
  for (let at = from; at < to && parts.length < 400; at++) parts.push(c.plain(at));
  return parts.join(' ');
};

const ENVIRONMENT =
  /\benv :: (var|var_os|vars)\b|\bvar_os \(|\b(option_env|cfg) ! [([]|\. (exists|is_file|is_dir|try_exists) \(|\b(geteuid|getuid|is_root|is_elevated)\b|\bCommand :: new\b|\b(fs|File) :: (metadata|symlink_metadata|read|read_to_string|read_dir|read_link|exists|open)\b/;

/** The text asks the machine or its environment: a variable, a file, a program, the user, a build flag. */
export const asksEnvironment = (text: string): boolean => ENVIRONMENT.test(text);

const SKIP_WORDS =
  /\bskip(s|ped|ping)?\b|\bnot (available|supported|found|present|configured|installed|running|set)\b|\bunavailable\b|\bunsupported\b|\bignor(ed|ing)\b|\bcannot run\b|\brequires?\b|\bno (dpdk|device|devices|network|nic|hugepages|root)\b/i;

/** The printed text announces that something is not done. */
export const announcesSkip = (text: string): boolean => SKIP_WORDS.test(text);
