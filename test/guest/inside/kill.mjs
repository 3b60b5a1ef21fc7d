// SIGKILL at every step of a bind and of a restore. Each line of a journal is synced before the step it announces is taken, so the n-th
// sync is the n-th step that begins; strace ends the process there.
import {
  attempt,
  changes,
  dress,
  drivers,
  finish,
  nic,
  observe,
  PROGRAM,
  settle,
  sh,
  snapshot,
} from './lib.mjs';

const NIC = 'enp3s0';

const killedAt = (sync, ...args) =>
  attempt('strace', [
    ...['-qq', '-o', '/dev/null', '-e', 'trace=fsync', '-e', `inject=fsync:signal=SIGKILL:when=${sync}`],
    ...[process.execPath, PROGRAM, 'nic', ...args],
  ]);

sh('modprobe vfio-pci');
dress(NIC);
await settle(NIC);
const before = snapshot(NIC);

const rounds = async (what, prepare, args) => {
  const seen = [];
  // The first two are of the lock and of the new file, with nothing in it yet.
  for (let sync = 3; ; sync++) {
    prepare();
    const { code, signal } = killedAt(sync, ...args);
    const between = drivers()['03:00.0'];
    const restored = nic('restore');
    seen.push({
      sync,
      killed: code !== 0 || signal !== null,
      between,
      restored,
      changed: changes(before, snapshot(NIC)),
    });
    observe(what, seen);
    if (code === 0 || sync > 20) return;
  }
};

await rounds('bind', () => undefined, ['bind', '03:00.0']);
await rounds('restore', () => nic('bind', '03:00.0'), ['restore']);
finish();
