import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { interfacesOf } from '../../lib/nic/read/device.js';
import { readMounts } from '../../lib/files/mounts.js';
import { exists } from '../../lib/files/stat.js';
import { ipBatch, shellInNetns } from '../../lib/net/ip.js';
import { NETNS_DIRECTORY } from '../../lib/net/netns.js';
import type { ProcessResult } from '../../lib/proc/run.js';
import { laneBroken } from './causes.js';
import { cableCommands } from './lane-script.js';
import { nicsOf, type LaneKind, type LinkLayout, type Namespaces } from './layout.js';
import { markOf } from './mark.js';
import type { LabShared } from './shared.js';

const failure = (what: string, result: ProcessResult): Cause | undefined =>
  result.exitCode === 0
    ? undefined
    : laneBroken(
        `${what} failed (${result.startError ?? `exit ${String(result.exitCode ?? result.signal)}`}): ${result.stderr.trim()}`,
      );

/** Journals the directory of namespaces where ip(8) is about to make or mount it. */
const noteDirectory = ({ ledger }: Pick<LabShared, 'ledger'>): Promise<Result<void, Cause>> => {
  const directory = !exists(NETNS_DIRECTORY);
  return directory || !readMounts().some(({ target }) => target === NETNS_DIRECTORY)
    ? ledger.take({ undo: { kind: 'netns-directory', directory }, do: () => ok(undefined) })
    : Promise.resolve(ok(undefined));
};

/**
 * Makes the three namespaces of a lane and the cables between them, in one ip(8) batch. Undoing it ends all processes in
 * them and takes everything away that is put into them later.
 */
export const layCables = async (
  { ledger, run }: Pick<LabShared, 'ledger' | 'run'>,
  namespaces: Namespaces,
  links: readonly LinkLayout[],
  kind: LaneKind,
): Promise<Result<void, Cause>> => {
  const noted = await noteDirectory({ ledger });
  if (!noted.ok) return noted;
  const ends = nicsOf(links).flatMap(({ address, wire }) => (wire === undefined ? [] : [{ address, wire }]));
  const interfaces = new Map(
    ends.flatMap(({ wire }) => interfacesOf(wire).map((name) => [wire, name] as const)),
  );
  const absent = ends.find(({ wire }) => !interfaces.has(wire));
  if (absent !== undefined)
    return err(
      laneBroken(`${absent.wire}, the other end of ${absent.address}'s cable, has no interface here`),
    );
  return makeNamespaces(
    { ledger, run },
    [namespaces.test, namespaces.wire, namespaces.peer],
    cableCommands(namespaces, links, kind, interfaces),
  );
};

/** Makes a namespace with nothing in it, for a port whose cable leads to another host. */
export const bareNamespace = async (
  shared: Pick<LabShared, 'ledger' | 'run'>,
  name: string,
): Promise<Result<void, Cause>> => {
  const noted = await noteDirectory(shared);
  return noted.ok ? makeNamespaces(shared, [name], [`netns add ${name}`]) : noted;
};

const makeNamespaces = (
  { ledger, run }: Pick<LabShared, 'ledger' | 'run'>,
  names: readonly string[],
  commands: readonly string[],
): Promise<Result<void, Cause>> =>
  ledger.take({
    undo: { kind: 'namespaces', names: [...names] },
    do: async () => {
      const problem = failure('ip', await ipBatch(commands, markOf(run)));
      return problem === undefined ? ok(undefined) : err(problem);
    },
  });

/** Sets one namespace of a lane up by its script (one shell in the namespace). */
export const furnish = async (run: string, name: string, script: string): Promise<Result<void, Cause>> => {
  const problem = failure(`set-up of ${name}`, await shellInNetns(name, script, markOf(run)));
  return problem === undefined ? ok(undefined) : err(problem);
};
