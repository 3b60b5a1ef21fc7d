import { join } from 'node:path';
import type { SubjectBinding } from '../../lib/cargo/bind-manifest.js';
import type { CargoRunner } from '../../lib/cargo/cargo-process.js';
import { cargoCheck, type CheckOutcome } from '../../lib/cargo/check.js';
import { configsOf } from '../../lib/cargo/configs.js';
import { rustdocJson } from '../../lib/cargo/rustdoc.js';
import type { Table } from '../../lib/cargo/toml.js';
import { err, type Result } from '../../lib/core/result.js';
import { readApiDocument, type ApiDocument } from '../../lib/rustdoc/document.js';
import { writeGuideCrate } from './workspace.js';

/** What it takes to look at a subject through cargo. */
export interface CrateRequest {
  readonly cargo: string;
  readonly subject: SubjectBinding;
  /** Folder of the generated crate. */
  readonly directory: string;
  readonly targetDirectory: string;
  /** The `[profile]` of the suites' build, so that build scripts are compiled once for both. */
  readonly profile: Table;
  readonly seedLock: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Cores to work on at low priority; undefined: like any program. */
  readonly background?: readonly number[];
  /** Runs cargo where the subject's code is not trusted. */
  readonly runner?: CargoRunner;
}

/** A generated crate that depends on the subject: all questions to the compiler go through it, so nothing is written beside the subject. */
export class SubjectCrate {
  readonly #request: CrateRequest;

  constructor(request: CrateRequest) {
    this.#request = request;
  }

  /** Manifest of the generated crate. */
  get manifest(): string {
    return join(this.#request.directory, 'Cargo.toml');
  }

  /** Checks the subject and the programs given (name → source). Every program is tried, whatever becomes of the others. */
  async check(programs: ReadonlyMap<string, string>): Promise<CheckOutcome> {
    const { directory, subject, profile, seedLock } = this.#request;
    await writeGuideCrate({ directory, subject, programs, profile, seedLock });
    return cargoCheck({ ...this.#call(), what: ['--bins', '--keep-going', ...this.#configs()] });
  }

  /** The API of a package of the build, by cargo's id of it. */
  async api(spec: string, library: string): Promise<Result<ApiDocument, string>> {
    const { json } = await rustdocJson({
      ...this.#call(),
      package: spec,
      library,
      configs: this.#configs(),
    });
    return json.ok ? readApiDocument(json.value) : err(json.error);
  }

  #configs(): readonly string[] {
    const { directory, subject } = this.#request;
    return configsOf(subject.directory, directory).flatMap((path) => ['--config', path]);
  }

  #call() {
    const { cargo, directory, targetDirectory, timeoutMs, signal, background, runner } = this.#request;
    return {
      cargo,
      directory,
      targetDirectory,
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
      ...(runner === undefined ? {} : { runner }),
      ...(background === undefined || background.length === 0 ? {} : { background }),
    };
  }
}
