/** Methods both halves of a kind have. */
const READS = ['ready', 'readable', 'try_read', 'try_read_buf', 'try_read_vectored', 'peek', 'poll_peek'];
const WRITES = ['ready', 'writable', 'try_write', 'try_write_vectored'];
const ADDRESSES = ['local_addr', 'peer_addr'];

/**
 * Tokio's TCP types with the methods every tokio of these years has (1.40 and later, all features, Linux). What is compared is what the
 * tokio at hand really has; one that lacks any of these is not tokio's API, and nothing is proven by being like it.
 */
export const TOKIO_API: Readonly<Record<string, readonly string[]>> = {
  TcpStream: [
    ...['connect', 'take_error', 'writable', 'try_write', 'try_write_vectored', 'try_io', 'async_io'],
    ...[
      'nodelay',
      'set_nodelay',
      'ttl',
      'set_ttl',
      'split',
      'into_split',
      'poll_read_ready',
      'poll_write_ready',
    ],
    ...READS,
    ...ADDRESSES,
  ],
  TcpListener: ['bind', 'accept', 'poll_accept', 'local_addr', 'ttl', 'set_ttl'],
  TcpSocket: [
    ...[
      'new_v4',
      'new_v6',
      'bind',
      'connect',
      'listen',
      'local_addr',
      'take_error',
      'nodelay',
      'set_nodelay',
    ],
    ...['send_buffer_size', 'set_send_buffer_size', 'recv_buffer_size', 'set_recv_buffer_size'],
    ...['keepalive', 'set_keepalive'],
  ],
  ReadHalf: [...READS, ...ADDRESSES],
  WriteHalf: [...WRITES, ...ADDRESSES],
  OwnedReadHalf: [...READS, ...ADDRESSES, 'reunite'],
  OwnedWriteHalf: [...WRITES, ...ADDRESSES, 'reunite', 'forget'],
};

/** What was agreed not to exist over DPDK: there is no kernel socket to convert, and smoltcp has no such option. */
const NOT_IMPLEMENTED: readonly string[] = [
  ...['from_std', 'into_std', 'from_std_stream'],
  ...['linger', 'set_linger', 'set_zero_linger'],
  ...['reuseaddr', 'set_reuseaddr', 'reuseport', 'set_reuseport'],
  ...['tos', 'set_tos', 'tos_v4', 'set_tos_v4', 'tclass_v6', 'set_tclass_v6'],
  ...['device', 'bind_device'],
];

/** True for a method that a subject is not to have. */
export const isAgreedAbsent = (method: string): boolean => NOT_IMPLEMENTED.includes(method);
