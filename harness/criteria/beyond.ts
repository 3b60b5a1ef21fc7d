/** Titles of criteria beyond the 24. A test may name one that is not here: then words of the id are its title. */
const TITLES: Readonly<Record<string, string>> = {
  'X-BACKPRESSURE': 'a slow reader holds the writer back and every byte arrives',
  'X-CLIENT-ISOLATION': 'no data crosses between clients',
  'X-CONNECT-ADDRESS-LIST': 'connect to a list of addresses: each in turn',
  'X-CONNECT-BY-NAME-IPV6': 'connect by a name with an IPv6 address',
  'X-CONNECT-IPV6': 'connect to an IPv6 address',
  'X-CONNECT-REFUSED': 'a refused connect is ConnectionRefused',
  'X-CORE-LOCK': 'a second process is refused a held core',
  'X-DEVICE-LOCK': 'a second process is refused a held device',
  'X-END-OF-STREAM': 'the end of the stream comes after the last byte',
  'X-GATEWAY': 'connect through the gateway',
  'X-HALF-CLOSE': 'after shutdown of the write side the peer is still read',
  'X-INTEGRITY': 'every byte arrives as it was sent, both ways',
  'X-INTEGRITY-ACCEPTED': 'the same on accepted connections',
  'X-INTO-SPLIT': 'owned halves work apart; dropping the write half ends the stream',
  'X-LISTENER-ACCEPT': 'a listener accepts and tells the peer’s address',
  'X-LISTENER-BACKLOG': 'a listener takes several connections at once',
  'X-LOCK-FREED-BY-SIGKILL': 'a killed process leaves its locks free',
  'X-NODELAY-GET-SET': 'nodelay is read back as it was set',
  'X-POLL-READY': 'poll_read_ready and poll_write_ready tell the truth',
  'X-RECONNECT': 'many connections, one after the other',
  'X-RESET': 'a reset by the peer is ConnectionReset',
  'X-SPLIT': 'borrowed halves read and write at once',
  'X-TWO-PROCESSES': 'two processes on two devices do not disturb each other',
  'X-SOCKET-LISTEN': 'a bound socket becomes a listener',
  'X-SOCKET-OPTIONS': 'what is set on a socket holds for its stream',
  'X-TRY-IO': '`try_io` and `async_io` call the closure when the stream is ready',
  'X-TRY-WRITE': '`try_write`, also from several slices, takes what there is room for',
  'X-WRITABLE': 'a stream without room is not ready to write until there is some',
  'X-WORKER-AFFINITY': 'use on the wrong worker panics, a drop there does not',
  'X-WORKER-ISOLATION': 'two workers on two devices do not disturb each other',
};

/** Title of an `X-…` criterion: the one declared here, or words made of the id itself. */
export const beyondTitle = (id: string): string =>
  TITLES[id] ?? id.replace(/^X-/, '').replaceAll('-', ' ').toLowerCase();
