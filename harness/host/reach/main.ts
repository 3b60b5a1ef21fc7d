#!/usr/bin/env node
import { ExitCode } from '../../../lib/core/exit-code.js';
import { identityOf } from './identity.js';

/**
 * The question for an identity as a process, so that it can be asked in another network namespace: `node dist/harness/host/reach/main.js ADDRESS PORT MILLISECONDS`.
 * Prints the answer as JSON.
 */
const [address = '', port, limitMs] = process.argv.slice(2);
const identity = await identityOf({ address, port: Number(port), limitMs: Number(limitMs) });
process.stdout.write(`${JSON.stringify(identity)}\n`);
process.exit(ExitCode.conformant);
