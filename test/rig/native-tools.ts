import { join } from 'node:path';
import { build } from '../../lib/cargo/build.js';
import { packageRoot } from '../../lib/files/package-root.js';
import { cargo } from './fixture-build.js';

const builtTool = async (name: string): Promise<string> => {
  const outcome = await build({
    cargo,
    directory: join(packageRoot, 'lib/native'),
    targetDirectory: join(packageRoot, '.dpdk-conformance/native'),
    targets: ['--bins', '--release', '--locked'],
    packages: [],
    configs: [],
    timeoutMs: 600_000,
  });
  const path = outcome.executables.find(({ target }) => target === name)?.path;
  if (path === undefined) throw new Error(`${name} was not built: ${outcome.errors.join('\n')}`);
  return path;
};

/** Builds the harness's own tools as a run does (warm after the first time) and gives the launcher's path. */
export const builtLaneExec = (): Promise<string> => builtTool('lane-exec');

/** The same for the capture. */
export const builtWireTap = (): Promise<string> => builtTool('wire-tap');

/** The same for the relay. */
export const builtWireRelay = (): Promise<string> => builtTool('wire-relay');

/** The same for the hostile host. */
export const builtHostilePeer = (): Promise<string> => builtTool('hostile-peer');
