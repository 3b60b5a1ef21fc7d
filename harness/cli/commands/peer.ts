import { Command } from 'commander';
import type { CommandFactory } from '../command.js';
import type { PeerFlags } from '../peer.js';

const collect = (value: string, sofar: readonly string[] = []): readonly string[] => [...sofar, value];

/** `peer`: the other end of the cable, on a host of its own. */
export const peerCommand: CommandFactory = (cli) =>
  new Command('peer')
    .description('serve harnesses of other hosts as their peer, while they are connected')
    .requiredOption('--listen <host:port>', 'where harnesses reach it, e.g. 198.51.100.7:7100')
    .requiredOption('--secret-file <file>', 'file with the secret both sides must have')
    .requiredOption('--address <address>', 'address of this host that may be served on (repeatable)', collect)
    .option(
      '--capture [program]',
      'capture on this host for them as well, as root; PROGRAM: wire-tap built elsewhere (default: built here by cargo)',
    )
    .action(
      cli.action(async (flags: PeerFlags) => {
        const { servePeer } = await import('../peer.js');
        return servePeer(cli, flags);
      }),
    );
