import { join } from 'node:path';
import { build } from '../../lib/cargo/build.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { cargo } from './fixture-build.js';

/** Builds the harness's own tools as a run does (warm after the first time) and gives the launcher's path. */
export const builtLaneExec = async (): Promise<string> => {
  const outcome = await build({
    cargo,
    directory: join(packageRoot, 'lib/native'),
    targetDirectory: join(packageRoot, '.dpdk-conformance/native'),
    targets: ['--bins', '--release', '--locked'],
    packages: [],
    configs: [],
    timeoutMs: 600_000,
  });
  const path = outcome.executables.find(({ target }) => target === 'lane-exec')?.path;
  if (path === undefined) throw new Error(`lane-exec was not built: ${outcome.errors.join('\n')}`);
  return path;
};
