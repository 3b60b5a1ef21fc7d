// SIGKILL at every write to the disk of a bind and of a restore. Each line of a journal is synced before the step it announces is taken,
// so the n-th sync is the n-th step that begins; strace ends the process there.
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

const killedAt = (sync, ...args) =>
  attempt('strace', [
    ...['-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', 'trace=fsync'],
    ...['-e', `inject=fsync:signal=SIGKILL:when=${sync}`],
    ...[process.execPath, PROGRAM, 'nic', ...args],
  ]);

sh('modprobe vfio-pci');
dress('enp3s0');
await settle('enp3s0');
const before = snapshot();

const rounds = async (what, prepare, args) => {
  const seen = [];
  for (let sync = 1; ; sync++) {
    prepare();
    const { code, signal } = killedAt(sync, ...args);
    const between = drivers()['03:00.0'];
    const restored = nic('restore');
    seen.push({
      sync,
      killed: code !== 0 || signal !== null,
      between,
      restored,
      changed: changes(before, snapshot()),
    });
    observe(what, seen);
    if (code === 0) return;
  }
};

await rounds('bind', () => undefined, ['bind', '03:00.0']);
await rounds('restore', () => nic('bind', '03:00.0'), ['restore']);
finish();
