import type { Sealed } from '../static/look.js';
import type { CrateRun } from './crate-run.js';
import { runForeignCargo, targetOf } from './foreign-cargo.js';

/** How a foreign crate's sources are looked at through the compiler: its build scripts and macros have no right, and cargo sees its mirror. */
export const sealedLook = ({ builds, mirror }: CrateRun): Sealed => ({
  runner: ({ directory, args, env, timeoutMs, signal, background, onMessage, onStatus }) =>
    runForeignCargo(
      {
        ...builds,
        timeoutMs,
        cores: background ?? builds.cores,
        signal: signal ?? builds.signal,
      },
      {
        name: 'look',
        manifestDirectory: directory,
        workspace: directory,
        args,
        ...(env === undefined ? {} : { env }),
        onMessage,
        onStatus,
      },
    ),
  targetDirectory: targetOf(builds),
  root: mirror.root,
  directory: mirror.package,
});
