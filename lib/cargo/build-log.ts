import type { Executable } from './build.js';
import { parseCargoMessage } from './messages.js';

/** A compiler warning. */
export interface BuildWarning {
  /** Lint or error code, e.g. `unused_imports`. */
  readonly code?: string;
  readonly message: string;
  /** File as rustc names it: relative to the crate's workspace or absolute. */
  readonly file?: string;
}

/** A target that does not compile. */
export interface TargetFailure {
  /** Absolute path of the manifest of the package it belongs to. */
  readonly manifest: string;
  readonly target: string;
  /** The compiler's first error, without its place. */
  readonly error: string;
}

const MAX_WARNINGS = 1000;
const MAX_ERRORS = 20;
const MAX_ERROR_TEXT = 16_384;
const MAX_STATUS_LINES = 60;

/** Takes in a build's two output streams and keeps a bounded digest of them. */
export class BuildLog {
  readonly executables: Executable[] = [];
  readonly warnings: BuildWarning[] = [];
  /** First compiler error of each target that has one. */
  readonly failures: TargetFailure[] = [];
  /** Codes of the compiler errors, in order. */
  readonly errorCodes: string[] = [];
  done = 0;
  compiled = 0;
  readonly #rendered: string[] = [];
  readonly #status: string[] = [];
  readonly #seen = new Set<string>();
  #moreErrors = 0;

  /** Takes a line of standard output. Gives the crate's name when it was a finished crate. */
  takeMessage(line: string): string | undefined {
    const message = parseCargoMessage(line);
    if (message === undefined || message.kind === 'finished') return undefined;
    if (message.kind === 'artifact') {
      this.done += 1;
      const kind = message.targetKind[0] ?? 'unknown';
      if (message.executable !== null && kind !== 'custom-build')
        this.executables.push({
          manifest: message.manifest,
          target: message.target,
          kind,
          path: message.executable,
        });
      return message.target;
    }
    if (message.level === 'error') {
      this.#takeError(message.rendered, message.code);
      this.#takeFailure(message.manifest, message.target, message.message);
    }
    if (message.level === 'warning') this.#takeWarning(message);
    return undefined;
  }

  /** Takes a line of standard error. Gives the crate's name when cargo began to compile one. */
  takeStatus(line: string): string | undefined {
    this.#status.push(line.slice(0, 2000));
    if (this.#status.length > MAX_STATUS_LINES) this.#status.shift();
    const crate = /^\s*Compiling (\S+)/.exec(line)?.[1];
    if (crate !== undefined) this.compiled += 1;
    return crate;
  }

  /** The compiler's errors as it renders them; when there are none, the tail of cargo's own words. */
  errors(): readonly string[] {
    if (this.#rendered.length === 0) return [this.status()].filter((text) => text !== '');
    const more = this.#moreErrors === 0 ? [] : [`… and ${String(this.#moreErrors)} more errors`];
    return [...this.#rendered, ...more];
  }

  /** True when the compiler itself reported an error. */
  get hasCompilerErrors(): boolean {
    return this.#rendered.length > 0;
  }

  /** The last lines of standard error without cargo's progress lines. */
  status(): string {
    const progress = /^\s*(Compiling|Fresh|Finished|Checking|Downloaded|Downloading|Locking|Adding) /;
    return this.#status
      .filter((line) => !progress.test(line))
      .join('\n')
      .trim();
  }

  #takeError(rendered: string, code: string | undefined): void {
    // rustc closes with a summary ("aborting due to …") that has neither code nor place.
    if (code === undefined && rendered.startsWith('error: aborting due to')) return;
    if (code !== undefined) this.errorCodes.push(code);
    if (this.#seen.has(rendered)) return; // a library is compiled twice: as such and for its unit tests
    if (this.#rendered.length < MAX_ERRORS) {
      this.#seen.add(rendered);
      this.#rendered.push(rendered.slice(0, MAX_ERROR_TEXT).trimEnd());
    } else this.#moreErrors += 1;
  }

  #takeFailure(manifest: string, target: string, error: string): void {
    const known = this.failures.some((failure) => failure.manifest === manifest && failure.target === target);
    if (!known) this.failures.push({ manifest, target, error: error.slice(0, 500) });
  }

  #takeWarning(message: { code: string | undefined; message: string; file: string | undefined }): void {
    if (message.code === undefined && /^\d+ warnings? emitted$/.test(message.message)) return;
    const warning: BuildWarning = {
      ...(message.code === undefined ? {} : { code: message.code }),
      message: message.message,
      ...(message.file === undefined ? {} : { file: message.file }),
    };
    const key = JSON.stringify(warning);
    if (this.#seen.has(key) || this.warnings.length >= MAX_WARNINGS) return;
    this.#seen.add(key);
    this.warnings.push(warning);
  }
}
