import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildSupported, copySuites } from '../../../harness/audit-io/supported.js';
import type { BuildOutcome } from '../../../lib/cargo/build.js';
import { withTempDirectory } from '../../../lib/files/temp.js';

const SOURCE = 'fn lacks() {\n    missing();\n}\n\nfn has() {}\n';

/** What a compiler says of the file: an error as long as it calls what is not there. */
const compile = (file: string): BuildOutcome => {
  const success = !readFileSync(file, 'utf8').includes('missing()');
  return {
    success,
    durationMs: 1,
    compiled: 1,
    executables: [],
    warnings: [],
    failures: [],
    errors: success
      ? []
      : [`error[E0425]: cannot find function \`missing\`\n --> ${file}:2:5\n  |\n2 |     missing();\n`],
    cancelled: false,
  };
};

it('builds again without what does not compile, from a copy', () =>
  withTempDirectory('supported-test', async (directory) => {
    const [suites, copied] = [join(directory, 'suites'), join(directory, 'copy')];
    const [original, file] = [join(suites, 'one/tests/t.rs'), join(copied, 'one/tests/t.rs')];
    mkdirSync(join(suites, 'one/tests'), { recursive: true });
    writeFileSync(original, SOURCE);
    const copy = await copySuites(suites, copied);
    let builds = 0;
    const outcome = await buildSupported(copy, directory, () => {
      builds += 1;
      return Promise.resolve(compile(file));
    });
    expect(outcome.success).toBe(true);
    expect(builds).toBe(2);
    expect(readFileSync(file, 'utf8')).toMatch(/^\s+\n\s+\n\s+\n\nfn has\(\) {}\n$/);
    expect(readFileSync(original, 'utf8')).toBe(SOURCE);
    expect([...copy.pruned]).toMatchObject([['one/tests/t.rs', [{ name: 'lacks' }]]]);
  }));
