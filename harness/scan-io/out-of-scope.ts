/** Kernel TCP test files of the subject's own crate (SPEC R6): their business is kernel TCP, so they are no findings. */
export const OUT_OF_SCOPE: readonly string[] = [
  ...['tcp_stream', 'tcp_connect', 'tcp_accept', 'tcp_echo', 'tcp_shutdown', 'tcp_split', 'tcp_into_split'],
  ...['tcp_into_std', 'tcp_peek', 'tcp_socket', 'rt_common', 'rt_threaded'],
];

/** Test files that must be free of kernel TCP (SPEC R6). */
export const IN_SCOPE: readonly string[] = [
  'tcp_dpdk',
  'tcp_dpdk_real',
  'dpdk_multi_process',
  'dpdk_worker_isolation',
];

const PATTERN = new RegExp(`(^|/)tests/(${OUT_OF_SCOPE.join('|')})\\.rs$`);

/** True for `tests/NAME.rs` of an out-of-scope name. What an in-scope file includes is in scope all the same. */
export const isOutOfScope = (path: string): boolean => PATTERN.test(path);
