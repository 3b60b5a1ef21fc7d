import { join } from 'node:path';
import { writeText } from '../../lib/files/text.js';
import { mkdirp } from '../../lib/files/tree.js';
import { labPeerConfig } from '../peer/config.js';
import { EAL_MEMORY_MB } from './memory.js';
import type { LaneRequest } from './lane.js';
import { ealArguments, envJson, hostsFile, labJson, RESOLV_CONF } from './lane-files.js';
import { INTERNET, ROUTED, UNANSWERED, type LinkLayout } from './layout.js';
import type { LabShared } from './shared.js';

/** The files of a lane, as absolute paths on the host. */
export interface LaneFiles {
  /** Also seen by a test as /etc/dpdk/env.json. */
  readonly envJson: string;
  readonly labJson: string;
  readonly hosts: string;
  readonly resolvConf: string;
  readonly peerConfig: string;
  /** Directory that stands in for /etc/dpdk. */
  readonly etcDpdk: string;
  /** Directory that stands in for /var/run/dpdk: locks and telemetry sockets. */
  readonly runtime: string;
  /** Private home of test processes. */
  readonly home: string;
}

/** Writes a lane's configuration below `directory`. */
export const writeLaneFiles = async (
  directory: string,
  shared: LabShared,
  request: LaneRequest & { readonly unanswered?: string },
  links: readonly LinkLayout[],
): Promise<{ readonly files: LaneFiles; readonly ealArguments: readonly string[] }> => {
  const etcDpdk = join(directory, 'etc-dpdk');
  const files: LaneFiles = {
    envJson: join(etcDpdk, 'env.json'),
    labJson: join(directory, 'lab.json'),
    hosts: join(directory, 'hosts'),
    resolvConf: join(directory, 'resolv.conf'),
    peerConfig: join(directory, 'peer.json'),
    etcDpdk,
    runtime: join(directory, 'runtime'),
    home: join(directory, 'home'),
  };
  const facts = {
    links,
    cores: request.cores,
    hugepages: shared.hugepages,
    portsInEnv: request.portsInEnv ?? request.links === 1,
    memoryMb: EAL_MEMORY_MB,
    kernelDevice: request.kind === 'audit',
    unanswered: request.unanswered ?? UNANSWERED.v4,
  };
  const peer = labPeerConfig({
    links: links.map((link) => link.peer),
    routed: [ROUTED.v4, ROUTED.v6, INTERNET.v4, INTERNET.v6],
    slowness: shared.slowness,
  });
  await Promise.all([
    mkdirp(files.runtime),
    mkdirp(files.home),
    writeText(files.envJson, envJson(facts)),
    writeText(files.labJson, labJson(facts)),
    writeText(files.hosts, hostsFile(links)),
    writeText(files.resolvConf, RESOLV_CONF),
    writeText(files.peerConfig, JSON.stringify(peer, undefined, 2)),
  ]);
  return { files, ealArguments: ealArguments(facts) };
};
