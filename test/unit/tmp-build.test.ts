import { test } from 'vitest';
import { buildForRun, makeCrate } from '../rig/crate-of-tests.js';
test('build', async () => {
  makeCrate();
  for (const _ of [1, 2]) {
    const began = performance.now();
    const events = await buildForRun('/tmp/w/rc-out', ['AC-1', 'AC-0.2']);
    console.log(performance.now() - began, JSON.stringify(events.filter((e) => e.event === 'build-finished' || e.event === 'blocked')).slice(0, 3000));
  }
}, 900_000);
