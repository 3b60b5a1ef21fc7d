import { run } from '../../lib/proc/run.js';
import { KERNEL_FEATURES, type KernelFeature, type Probe } from './facts.js';

/** A mark no error message contains, so that the script's answers are found among what programs say. */
const MARK = '@@';

/** Tries each feature in turn; loopback stands in for a wire. Nothing of it is left when the shell ends. */
const SCRIPT = `
say() { if out=$("$@" 2>&1); then echo "${MARK}works"; else echo "${MARK}fails $(echo "$out" | tr '\\n' ' ')"; fi; }
say true
say ip link add dca type veth peer name dcb
say ip tuntap add dev dct mode tap multi_queue
say nft 'add table netdev t; add chain netdev t c { type filter hook ingress device lo priority 0; }; add rule netdev t c fwd to lo'
`;

const readAnswer = (line: string): Probe =>
  line === 'works'
    ? { works: true }
    : { works: false, message: line.slice('fails '.length).trim() || 'it failed without a word' };

/** Tries out what the lab needs of the kernel, in a network namespace without a name: nothing on the host changes. */
export const probeKernel = async (): Promise<Partial<Record<KernelFeature, Probe>>> => {
  const result = await run('unshare', ['--net', 'sh', '-c', SCRIPT]);
  if (result.startError !== undefined) return {};
  const answers = result.stdout
    .split('\n')
    .filter((line) => line.startsWith(MARK))
    .map((line) => readAnswer(line.slice(MARK.length)));
  if (answers.length === 0)
    return { netns: { works: false, message: result.stderr.trim() || `exit ${String(result.exitCode)}` } };
  return Object.fromEntries(
    KERNEL_FEATURES.flatMap((feature, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [[feature, answer]];
    }),
  );
};

/** Tries to trace a child the way tests are traced. */
export const probeTracing = async (): Promise<Probe> => {
  const result = await run('strace', [
    ...['-f', '--seccomp-bpf', '-qq', '-e', 'trace=socket', '-o', '/dev/null'],
    'true',
  ]);
  if (result.exitCode === 0) return { works: true };
  const said = result.stderr.trim();
  const end = result.startError ?? `exit ${String(result.exitCode ?? result.signal)}`;
  return { works: false, message: said === '' ? end : said };
};
