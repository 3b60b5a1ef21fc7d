import {
  connection,
  dut,
  peer,
  type Connections,
  type Impairment,
  type WireExpectation,
} from '../harness/index.js';

/** Addresses of the lab's peer, as lab.json gives them to the tests. `second` has no echo service. */
export const PEER = {
  v4: '192.0.2.1',
  second: '192.0.2.2',
  v6: '2001:db8:0:1::1',
  routed: '203.0.113.1',
  routed6: '2001:db8:0:ff::1',
  unanswered: '203.0.113.99',
} as const;

/** The peer's ports, as lab.json gives them to the tests. Nothing listens on `closed`. */
export const PORT = {
  closed: 1,
  echo: 7,
  discard: 9,
  source: 19,
  http: 80,
  halfClose: 7001,
  reset: 7002,
  slowReader: 7003,
  control: 7005,
} as const;

export type Attempt = NonNullable<WireExpectation['opened']>[number];

/** A connection the device under test opened and that came about. */
export const to = (address: string, port: number): Attempt => ({ address, port, outcome: 'established' });

/** One that the peer refused. */
export const refusedBy = (address: string, port: number): Attempt => ({ address, port, outcome: 'refused' });

/** One that nobody answered. */
export const unansweredBy = (address: string, port: number): Attempt => ({
  address,
  port,
  outcome: 'unanswered',
});

/** The same number of payload bytes at least in both directions. */
export const bothWays = (bytes: number): { readonly fromDut: number; readonly toDut: number } => ({
  fromDut: bytes,
  toDut: bytes,
});

/** The peer's pattern: byte i is `(i * 31 + (i >> 8)) & 0xff`. */
export const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => index * 31 + (index >> 8));

/** Connections the device under test opened to this address and port. */
export const opened = (address: string, port: number): Connections =>
  connection().openedBy(dut).to({ address, port });

/** The port the tests' listeners bind to (`DPDK_TEST_PORT`). */
export const LISTEN_PORT = 8192;

/** Connections the peer opened to the tests' listener. */
export const accepted = (port = LISTEN_PORT): Connections => connection().openedBy(peer).to({ port });

/** The peer's address of a family. */
export const peerAddress = (family: 4 | 6): string => (family === 4 ? PEER.v4 : PEER.v6);

/** Nothing but delay: what is written at once is on the wire before the first of it can be acknowledged. */
export const slowWire = (milliseconds: number): Impairment => ({ seed: 0, delayUs: milliseconds * 1000 });
