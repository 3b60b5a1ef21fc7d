#!/usr/bin/env node
// Checks the Node version before anything else is loaded: the program itself uses syntax an old Node cannot read.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;

/** @param {string} text */
const stop = (text) => {
  process.stderr.write(`dpdk-conformance: ${text}\n`);
  process.exitCode = 3;
};

if (supported) {
  try {
    const { main } = await import('../dist/harness/cli/main.js');
    await main();
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!missing || !error.message.includes('/dist/harness/cli/main.js')) throw error;
    stop(
      'not built: saw no dist/ directory; expected the compiled program there; to mend it: ' +
        'npm ci && npm run build (or: npm run conformance, which does all set-up)',
    );
  }
} else {
  stop(
    `node-version: saw Node ${process.versions.node}; expected ^20.19 || >=22.12; ` +
      'to mend it: install a Node of that range and run the same command again',
  );
}
