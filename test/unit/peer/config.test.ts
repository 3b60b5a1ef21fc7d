import { expect, test } from 'vitest';
import { labPeerConfig, peerConfigSchema } from '../../../harness/peer/config.js';
import { PEER_PORTS } from '../../../harness/peer/ports.js';
import { SERVICES } from '../../../harness/peer/registry.js';

const config = labPeerConfig({
  links: [
    { v4: ['192.0.2.1', '192.0.2.2'], v6: ['2001:db8:0:1::1', '2001:db8:0:1::2'] },
    { v4: ['198.51.100.1'], v6: ['2001:db8:0:2::1'] },
  ],
  routed: ['203.0.113.1', '2001:db8:0:ff::1'],
});

test('the config of a lane satisfies the schema', () => {
  expect(peerConfigSchema.parse(config)).toEqual(config);
});

test('echo listens on the first address of a link and on routed hosts, never on the second address', () => {
  const echo = config.listen.filter((entry) => entry.service === 'echo');
  expect(echo.map((entry) => entry.host)).toEqual([
    '192.0.2.1',
    '2001:db8:0:1::1',
    '198.51.100.1',
    '2001:db8:0:2::1',
    '203.0.113.1',
    '2001:db8:0:ff::1',
  ]);
  expect(new Set(echo.map((entry) => entry.port))).toEqual(new Set([7]));
});

test('every other service listens on every address, at the port the tests are told; none on the closed one', () => {
  const others = config.listen.filter((entry) => entry.service !== 'echo');
  expect(others.map((entry) => entry.service).sort()).toEqual(
    Object.keys(SERVICES)
      .filter((name) => name !== 'echo')
      .sort(),
  );
  for (const entry of others) {
    expect(entry).toEqual({ service: entry.service, host: '::', port: PEER_PORTS[entry.service] });
  }
  expect(config.listen.map((entry) => entry.port)).not.toContain(PEER_PORTS.closed);
});

test.for([
  [{ version: 2, listen: config.listen }, 'version'],
  [{ version: 1, listen: [] }, 'listen'],
  [{ version: 1, listen: [{ service: 'gopher', host: '::', port: 70 }] }, 'service'],
  [{ version: 1, listen: [{ service: 'echo', host: 'localhost', port: 7 }] }, 'host'],
  [{ version: 1, listen: [{ service: 'echo', host: '::', port: 65_536 }] }, 'port'],
  [{ version: 1, listen: [{ service: 'echo', host: '::', port: 7, colour: 'red' }] }, 'colour'],
] as const)('%j is refused because of its %s', ([value, place]) => {
  const parsed = peerConfigSchema.safeParse(value);
  expect(parsed.success).toBe(false);
  expect(JSON.stringify(parsed.error?.issues)).toContain(place);
});

test('the names in the registry are the names the services give themselves', () => {
  expect(Object.entries(SERVICES).filter(([name, service]) => name !== service.name)).toEqual([]);
});
