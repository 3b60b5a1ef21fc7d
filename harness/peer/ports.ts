/** The lab's TCP ports by service; the same table is given to the tests in lab.json. Nothing ever listens on `closed`. */
export const PEER_PORTS = {
  echo: 7,
  discard: 9,
  source: 19,
  halfClose: 7001,
  reset: 7002,
  slowReader: 7003,
  silent: 7004,
  control: 7005,
  http: 80,
  closed: 1,
} as const;
