import { join } from 'node:path';
import { defineSuite, packageRoot, type TestDefinition, type WireExpectation } from '../../harness/index.js';
import { PORT, to } from '../wire.js';

const V4 = '1.1.1.1';
const V6 = '2606:4700:4700::1111';
/** Length of the request as tcp_dpdk_real.rs writes it; an answer has a status line at least. */
const request = (host: string): number =>
  `GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: dpdk-conformance\r\nAccept: */*\r\nConnection: close\r\n\r\n`
    .length;
const STATUS_LINE = 'HTTP/1.1 301\r\n'.length;
const MANY = 10;

const test = (name: string, wire: WireExpectation): TestDefinition => ({
  name,
  binary: 'tcp_dpdk_real',
  criteria: ['AC-0.2', 'AC-0.5'],
  wire,
});

/** The real Internet. Against the lab's stand-in the tests run as well, and their criteria stay unproven. */
export const tcpDpdkReal = defineSuite({
  name: 'tcp_dpdk_real',
  title: 'The real Internet over DPDK',
  directory: join(packageRoot, 'suites', 'tcp_dpdk_real'),
  needs: { ports: 1, cores: 1, provenFrom: 'real' },
  tests: [
    test('test_real_connect_ipv4', { opened: [to(V4, PORT.http)] }),
    test('test_real_connect_ipv6', { opened: [to(V6, PORT.http)] }),
    test('test_real_http_get_ipv4', {
      opened: [to(V4, PORT.http)],
      payload: { fromDut: request(V4), toDut: STATUS_LINE },
    }),
    test('test_real_http_get_ipv6', {
      opened: [to(V6, PORT.http)],
      payload: { fromDut: request(`[${V6}]`), toDut: STATUS_LINE },
    }),
    test('test_real_many_connections', {
      // One after the other, the families in turn.
      opened: Array.from({ length: MANY }, (_, index) => to(index % 2 === 0 ? V4 : V6, PORT.http)),
      payload: {
        fromDut: (MANY / 2) * (request(V4) + request(`[${V6}]`)),
        toDut: MANY * STATUS_LINE,
      },
    }),
  ],
});
