import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { reachFindings } from '../../../harness/host/reach/findings.js';
import type { DeviceLook, ReachFacts } from '../../../harness/host/reach/facts.js';
import { identityOf } from '../../../harness/host/reach/identity.js';
import { err, ok } from '../../../lib/core/result.js';

const folder = mkdtempSync(join(tmpdir(), 'reach-'));
const at = (name: string): string => join(folder, name);
const openssl = (...args: readonly string[]): unknown =>
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });

beforeAll(() => {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=an authority');
  openssl('req', ...key, '-keyout', 'host.key', '-out', 'host.csr', '-subj', '/CN=the target');
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1\n');
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'host.csr', ...by, '-out', 'host.pem');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const listening = async (server: Server, host: string): Promise<number> => {
  await once(server.listen(0, host), 'listening');
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const target = (host: string): Promise<number> =>
  listening(createServer({ key: readFileSync(at('host.key')), cert: readFileSync(at('host.pem')) }), host);

const authorities = (): string => readFileSync(at('ca.pem'), 'utf8');

describe('the identity of a target', () => {
  it('is shown by a certificate for its address', async () => {
    const question = { address: '127.0.0.1', port: await target('127.0.0.1'), limitMs: 10_000 };
    expect(await identityOf({ ...question, authorities: authorities() })).toEqual(ok('the target'));
  });
  it('is not shown by a certificate that no authority we believe has signed', async () => {
    const question = { address: '127.0.0.1', port: await target('127.0.0.1'), limitMs: 10_000 };
    expect(await identityOf(question)).toMatchObject({
      ok: false,
      error: expect.stringContaining('certificate') as string,
    });
  });
  it('is not shown by a certificate for another address', async () => {
    const question = { address: '127.0.0.2', port: await target('127.0.0.2'), limitMs: 10_000 };
    expect(await identityOf({ ...question, authorities: authorities() })).toMatchObject({
      ok: false,
      error: expect.stringContaining('127.0.0.2') as string,
    });
  });
  it.each([
    ['accepts and says nothing', () => undefined, 'no answer within 100 ms'],
    [
      'answers something else',
      (socket: { end: (text: string) => void }) => {
        socket.end('HTTP/1.1 301 Moved\r\n\r\n');
      },
      '',
    ],
  ])('is not shown by one that %s', async (_, answer, why) => {
    const port = await listening(createPlainServer({}, answer), '127.0.0.1');
    const limitMs = why === '' ? 10_000 : 100;
    const seen = await identityOf({ address: '127.0.0.1', port, limitMs, authorities: authorities() });
    expect(seen).toMatchObject({ ok: false, error: expect.stringContaining(why) as string });
  });
});

const LOOK: DeviceLook = {
  wanted: { pci: '0000:03:00.0', mac: '52:54:00:00:00:03', addresses: ['192.0.2.10/24'], mtu: 1500 },
  absent: false,
  mac: '52:54:00:00:00:03',
  interface: 'enp3s0',
  driver: 'igb',
  group: 12,
  gateways: [{ gateway: '192.0.2.1', mac: ok('52:54:00:00:00:01') }],
};
const FACTS: ReachFacts = {
  devices: [LOOK],
  resolved: ok(['1.1.1.1']),
  targets: [{ address: '1.1.1.1', identity: ok('cloudflare-dns.com') }],
};

describe('a lab file and the network', () => {
  const wrong = (facts: Partial<ReachFacts>): readonly string[] =>
    reachFindings({ ...FACTS, ...facts }).flatMap(({ id, cause, advice }) =>
      cause === undefined && advice === undefined ? [] : [id],
    );
  const look = (part: Partial<DeviceLook>): Partial<ReachFacts> => ({ devices: [{ ...LOOK, ...part }] });
  it.each<[string, Partial<ReachFacts>, readonly string[]]>([
    ['agree', {}, []],
    ['agree as far as can be seen of a NIC that is bound', look({ mac: undefined, gateways: [] }), []],
    ['do not: no such device', look({ absent: true, mac: undefined }), ['lab-device-other']],
    ['do not: another NIC', look({ mac: '52:54:00:00:00:99' }), ['lab-device-other']],
    ['do not: a NIC behind no IOMMU', look({ group: undefined }), ['lab-device-unprotected']],
    ['do not: a NIC on UIO', look({ driver: 'uio_pci_generic' }), ['lab-device-unprotected']],
    [
      'do not: a gateway that is silent',
      look({ gateways: [{ gateway: '192.0.2.1', mac: err('no answer on enp3s0') }] }),
      ['gateway-silent'],
    ],
    ['do not: names that are answered by somebody else', { resolved: ok(['192.0.2.1']) }, ['dns-other']],
    ['do not: no names at all', { resolved: err('EAI_AGAIN') }, ['dns-other']],
    [
      'do not: a target that only accepts',
      { targets: [{ address: '1.1.1.1', identity: err('self-signed certificate') }] },
      ['internet-not-itself'],
    ],
  ])('%s', (_, facts, ids) => {
    expect(wrong(facts)).toEqual(ids);
  });
});
