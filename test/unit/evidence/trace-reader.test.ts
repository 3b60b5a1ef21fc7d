import { expect, test } from 'vitest';
import { TraceReader } from '../../../harness/evidence/trace-reader.js';

const read = (trace: string, linkSocketsAllowed = false) => {
  const reader = new TraceReader({ rootPid: 2, linkSocketsAllowed });
  for (const line of trace.split('\n').filter((text) => text !== '')) reader.add(line);
  return reader.finish();
};

/** As strace 6.1 wrote it for dpdk-testpmd with net_tap, shortened. */
const EAL = `
2     socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_RDMA) = -1 EPROTONOSUPPORT (Protocol not supported)
2     clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM|CLONE_SETTLS|CLONE_PARENT_SETTID|CLONE_CHILD_CLEARTID, child_tid=0x7f46293ff6d0, parent_tid=0x7f46293ff6d0, exit_signal=0, stack=0x7f4628bff000, stack_size=0x7fd540, tls=0x7f46293ff400} => {parent_tid=[8]}, 88) = 8
2     connect(7, {sa_family=AF_UNIX, sun_path="/dev/log"}, 110) = -1 ENOENT (No such file or directory)
2     socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 39
2     socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 41
2     bind(41, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0
2     socket(AF_UNIX, SOCK_SEQPACKET, 0) = 42
2     listen(42, 1)                     = 0
2     clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD, exit_signal=0} => {parent_tid=[9]}, 88) = 9
2     bind(43, {sa_family=AF_UNIX, sun_path="/var/run/dpdk/rte/telemetry"}, 110 <unfinished ...>
9     accept(42, NULL, NULL <unfinished ...>
2     <... bind resumed>)               = 0
9     <... accept resumed>)             = 44
9     clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD, exit_signal=0} <unfinished ...>
9     <... clone3 resumed> => {parent_tid=[10]}, 88) = 10
10    +++ exited with 1 +++
9     +++ exited with 1 +++
8     +++ exited with 1 +++
2     +++ exited with 1 +++
`;

test('what EAL itself opens is no kernel TCP', () => {
  expect(read(EAL)).toEqual({
    complete: true,
    kernelTcp: [],
    other: { 'AF_NETLINK/SOCK_RAW': 2, 'AF_INET/SOCK_DGRAM': 1, 'AF_UNIX/SOCK_SEQPACKET': 1 },
  });
});

const END = '2     +++ exited with 0 +++\n';

test.each([
  ['socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3', 'AF_INET', 'SOCK_STREAM'],
  ['socket(AF_INET6, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 9', 'AF_INET6', 'SOCK_STREAM'],
  ['socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP) = 3', 'AF_INET', 'SOCK_STREAM'],
  ['socket(AF_INET6, SOCK_SEQPACKET, IPPROTO_SCTP) = 3', 'AF_INET6', 'SOCK_SEQPACKET'],
  ['socket(AF_INET, SOCK_RAW, IPPROTO_TCP) = 3', 'AF_INET', 'SOCK_RAW'],
  ['socket(AF_SMC, SOCK_STREAM, 0)    = 3', 'AF_SMC', 'SOCK_STREAM'],
  ['socket(0x2f /* AF_??? */, SOCK_DGRAM, 0) = 3', '0x2f /* AF_??? */', 'SOCK_DGRAM'],
  ['socket(AF_INET, 0xa /* SOCK_??? */, IPPROTO_IP) = 3', 'AF_INET', '0xa /* SOCK_??? */'],
  ['socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = -1 EPERM (Operation not permitted)', 'AF_INET', 'SOCK_STREAM'],
  ['io_uring_setup(4, {flags=0, sq_entries=4}) = 5', 'io_uring', 'any'],
  [
    'accept4(9, {sa_family=AF_INET, sin_port=htons(1000), sin_addr=inet_addr("192.0.2.1")}, [16], SOCK_CLOEXEC) = 10',
    'AF_INET',
    'SOCK_STREAM',
  ],
])('kernel TCP, or what can carry it: %s', (call, domain, type) => {
  const found = read(`2     ${call}\n${END}`);
  expect(found.kernelTcp).toEqual([expect.objectContaining({ pid: 2, domain, type })]);
  expect(found.complete).toBe(true);
});

test('a call that was cut in two counts once, and one that never ended counts too', () => {
  const whole = read(
    `2     socket(AF_INET, SOCK_STREAM, IPPROTO_IP <unfinished ...>\n2     <... socket resumed>)   = 3\n${END}`,
  );
  expect(whole.kernelTcp.map(({ text }) => text)).toEqual(['socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3']);
  const killed = read(
    `2     socket(AF_INET, SOCK_STREAM, IPPROTO_IP <unfinished ...>\n2     +++ killed by SIGKILL +++\n`,
  );
  expect(killed.kernelTcp).toHaveLength(1);
});

test('link-layer sockets are for the driver of the port only', () => {
  const call = `2     socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 3\n${END}`;
  expect(read(call).kernelTcp).toHaveLength(1);
  expect(read(call, true)).toMatchObject({ kernelTcp: [], other: { 'AF_PACKET/SOCK_RAW': 1 } });
});

test.each([
  [
    '2     recvmsg(5, {msg_control=[{cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[6]}]}, 0) = 1',
    'received',
  ],
  ['2     pidfd_getfd(5, 3, 0)        = 6', 'taken from another process'],
  ['2     setns(5, CLONE_NEWNET)      = 0', 'was entered'],
  ['2     setns(5, 0)                 = 0', 'was entered'],
  ['2     unshare(CLONE_NEWNS|CLONE_NEWNET) = 0', 'was made'],
  ['2     ptrace(PTRACE_SEIZE, 7, NULL, PTRACE_O_TRACESECCOMP) = 0', 'traced another one'],
  [
    '2     seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, {len=4, filter=0x1}) = 4',
    'filter',
  ],
  [
    '2     clone(child_stack=NULL, flags=CLONE_UNTRACED|SIGCHLD) = 8\n8     +++ exited with 0 +++',
    'untraced',
  ],
])('%s leaves the trace without proof', (lines, words) => {
  const found = read(`${lines}\n${END}`);
  expect(found.complete).toBe(false);
  expect(found.problem).toContain(words);
});

test.each([
  ['2     setns(5, CLONE_NEWNET)      = -1 EPERM (Operation not permitted)'],
  ['2     setns(5, CLONE_NEWNS)       = 0'],
  ['2     io_uring_setup(4, {flags=0}) = -1 ENOSYS (Function not implemented)'],
  ['2     recvmsg(5, {msg_name=NULL, msg_iov=[{iov_base="", iov_len=1}]}, 0) = 1'],
  ['2     --- SIGSEGV {si_signo=SIGSEGV, si_code=SI_USER, si_pid=11601, si_uid=0} ---'],
])('%s changes nothing', (line) => {
  expect(read(`${line}\n${END}`)).toEqual({ complete: true, kernelTcp: [], other: {} });
});

test.each([
  ['nothing at all', '', 'no end of the test process (pid 2)'],
  ['no end of the test process', '2     listen(42, 1) = 0\n', 'no end of the test process (pid 2)'],
  ['no end of a child', `2     clone(child_stack=NULL, flags=SIGCHLD) = 8\n${END}`, 'no end of pid 8'],
  ['no end of a thread that was seen', `9     listen(42, 1) = 0\n${END}`, 'no end of pid 9'],
  ['a cut line', `2     socket(AF_INET, SOCK_DG\n${END}2     ++`, 'not understood'],
  ['a line of something else', `hello\n${END}`, 'line 1 of the trace is not understood: hello'],
  ['an end of a call without its beginning', `2     <... socket resumed>) = 3\n${END}`, 'never began'],
])('a trace with %s is not whole', (_name, trace, words) => {
  const found = read(trace);
  expect(found.complete).toBe(false);
  expect(found.problem).toContain(words);
});

test('any number of calls takes a bounded place', () => {
  const reader = new TraceReader({ rootPid: 2, linkSocketsAllowed: false });
  for (let i = 0; i < 10_000; i += 1)
    reader.add(`2     socket(AF_INET, SOCK_STREAM, ${'x'.repeat(500)}) = ${i}`);
  reader.add(END.trim());
  const found = reader.finish();
  expect(found.kernelTcp).toHaveLength(100);
  expect(Math.max(...found.kernelTcp.map(({ text }) => text.length))).toBe(300);
});
