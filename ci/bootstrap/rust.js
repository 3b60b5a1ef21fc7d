// @ts-check
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { capture, say } from './process.js';

/** Makes `cargo` callable by this process and its children; rustup's own folder counts although no shell added it to PATH yet. */
export const ensureRust = () => {
  const home = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'bin');
  if (capture('cargo', ['--version']).status !== 0 && existsSync(join(home, 'cargo')))
    process.env['PATH'] = `${home}${delimiter}${process.env['PATH'] ?? ''}`;
  const missing = ['cargo', 'rustc'].filter((tool) => capture(tool, ['--version']).status !== 0);
  if (missing.length === 0) return true;
  say(`rust-missing: saw no working ${missing.join(' and no working ')}; expected a stable Rust toolchain`);
  say('to mend it: install rustup and run `rustup toolchain install stable`, then the same command again');
  return false;
};
