#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ExitCode } from '../../lib/core/exit-code.js';
import { readChecked } from '../../lib/files/structured.js';
import { peerConfigSchema } from './config.js';
import { startPeer } from './start.js';

/**
 * The peer as a process: `node dist/harness/peer/main.js --config FILE`, FILE as in {@link peerConfigSchema}. Says `ready` once every service
 * listens, then one line a connection; ends when its standard input is closed, so it never outlives who started it.
 */
const say = (event: Record<string, unknown>): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

const fail = (error: string): never => {
  say({ event: 'failed', error });
  process.exit(ExitCode.usage);
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) {
    return fail('saw no --config; expected --config FILE; give the path of the peer config file');
  }
  const config = await readChecked(values.config, peerConfigSchema);
  if (!config.ok) return fail(config.error.message);
  const peer = await startPeer(config.value, (notice) => {
    say({ event: 'connection', ...notice });
  });
  if (!peer.ok) {
    const { service, host, port, code } = peer.error;
    return fail(
      `${service} cannot listen on ${host} port ${port}: ${code}; give the address to an interface or free the port`,
    );
  }
  say({
    event: 'ready',
    listeners: peer.value.listeners.map(({ service, host, port }) => ({ service, host, port })),
  });
  const leave = (): never => process.exit(ExitCode.conformant);
  process.stdout.on('error', leave);
  process.stdin.on('close', leave).on('error', leave).resume();
};

await main();
