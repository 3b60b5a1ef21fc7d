import { describe, expect, it } from 'vitest';
import {
  absent,
  atLeast,
  atMost,
  between,
  connection,
  data,
  evaluate,
  everyoneBut,
  fin,
  keepAlive,
  pureAck,
  rst,
  segment,
  station,
  stream,
  syn,
  synAck,
  type Assertion,
} from '../../../lib/pcap/index.js';
import { back, handshake, out, sceneOf } from '../../rig/traced.js';

const dut = station('dut', 'the device under test');
const peer = everyoneBut(dut, 'the peer');
const server = { address: '192.0.2.1', port: 7 };

/** A connection on which the device says hello with TTL 42 and hears it back. */
const scene = sceneOf(
  ...handshake([2, 4, 5, 0xb4, 3, 3, 2], [2, 4, 5, 0xb4, 3, 3, 4]),
  out({ sequence: 1001, acknowledgement: 5001, flags: 'P.', payload: 'hello', ttl: 42 }),
  back({ sequence: 5001, acknowledgement: 1006, flags: '.' }),
  back({ sequence: 5001, acknowledgement: 1006, flags: 'P.', payload: 'hello' }),
  out({ sequence: 1006, acknowledgement: 5006, flags: 'F.' }),
  back({ sequence: 5006, acknowledgement: 1007, flags: 'F.' }),
  out({ sequence: 1007, acknowledgement: 5007, flags: '.' }),
  out({ fromPort: 50_001, toPort: 1, flags: 'S', sequence: 1 }),
  back({ toPort: 50_001, fromPort: 1, flags: 'R.', acknowledgement: 2 }),
);

const held = (assertion: Assertion): boolean => assertion.check(scene).held;
const seen = (assertion: Assertion): string => assertion.check(scene).seen;

describe('assertions that hold', () => {
  it.each<Assertion>([
    segment().from(dut).carrying('hello').has({ ttl: 42 }),
    syn().from(dut).to(server).has({ mss: 1460, windowScale: 2, sackPermitted: false, timestamps: false }),
    syn().from(dut).to({ port: 1 }).has({ mss: absent }),
    synAck().from(peer).has({ sourcePort: 7, sourceAddress: '192.0.2.1', family: 4 }),
    data().from(dut).times(1),
    data().from(dut).bytes(5),
    data().from(dut).before(data().from(peer)),
    data()
      .from(dut)
      .has({ length: between(1, 5), outstanding: 0, push: true }),
    fin().times(2),
    fin().from(dut).since(data().from(peer)).exists(),
    rst().from(peer).until(fin()).never(),
    rst().times(atLeast(1)),
    pureAck().from(peer).times(1),
    keepAlive().never(),
    connection().openedBy(dut).times(2),
    connection().openedBy(peer).times(0),
    segment().in(connection().nth(2)).times(2),
    segment().in(connection().to(server)).largest('windowBytes', 16_384),
    stream(connection().to(server)).from(dut).is(Buffer.from('hello'), 'hello'),
    stream(connection().to(server)).from(peer).isWhole(),
  ])('$text', (assertion) => {
    expect(assertion.check(scene)).toMatchObject({ held: true });
  });
});

describe('assertions that do not hold', () => {
  const broken: readonly (readonly [Assertion, RegExp])[] = [
    [
      segment().from(dut).has({ ttl: 42 }),
      /^5 of 6 segments otherwise, first 192\.0\.2\.10\.50000 > .* ttl 64: ttl 64$/,
    ],
    [segment().from({ address: '203.0.113.1' }).has({ ttl: 42 }), /^0 segments$/],
    [syn().from(peer).exists(), /^0 segments$/],
    [fin().never(), /^2 segments, first 192\.0\.2\.10\.50000 > 192\.0\.2\.1\.7 \[F\.\] 5:5 /],
    [fin().times(1), /^2 segments/],
    [rst().times(atMost(0)), /^1 segment,/],
    [data().from(peer).before(data().from(dut)), /^numbers 5 and 3 of the capture$/],
    [data().from(peer).before(data().carrying('bye')), /^none of the latter$/],
    [data().carrying('bye').before(data()), /^none of the former$/],
    [syn().to({ port: 1 }).has({ mss: 1460 }), /mss absent$/],
    [data().bytes(atLeast(11)), /^10 bytes in 2 segments$/],
    [data().carrying('bye').largest('windowBytes', atMost(1)), /^0 segments$/],
    [segment().from(dut).largest('ttl', 42), /^64 in 6 segments$/],
    [fin().since(data().carrying('bye')).exists(), /^0 segments$/],
    [connection().to(server).times(2), /^1 of 2 connections$/],
    [
      stream(connection().to(server)).from(dut).is(Buffer.from('help'), 'help'),
      /^5 bytes; different from byte 3 on, 0 bytes behind a gap$/,
    ],
    [
      stream(connection().to(server)).from(dut).is(Buffer.from('hello!'), 'hello!'),
      /different from byte 5 on/,
    ],
    [
      stream(connection().to({ port: 99 }))
        .from(dut)
        .isWhole(),
      /^no such connection$/,
    ],
    [
      stream(connection().to({ port: 1 }))
        .from(dut)
        .isWhole(),
      /no FIN/,
    ],
  ];
  it.each(broken.map(([assertion, words]) => ({ text: assertion.text, assertion, words })))(
    '$text',
    ({ assertion, words }) => {
      expect(held(assertion)).toBe(false);
      expect(seen(assertion)).toMatch(words);
    },
  );
});

describe('words', () => {
  it('read like the criterion', () => {
    expect(segment().from(dut).has({ ttl: 42 }).text).toBe(
      'every segment from the device under test has ttl 42',
    );
    expect(syn().from(dut).to(server).exists().text).toBe(
      'there is a SYN from the device under test to 192.0.2.1 port 7',
    );
    expect(
      data()
        .from(peer)
        .with({ length: atLeast(9) })
        .times(atMost(2)).text,
    ).toBe('the number of data segments from the peer with payload length 9 or more is 2 or less');
  });

  it('go with the findings into facts', () => {
    expect(evaluate([syn().exists(), synAck().never()], scene)).toEqual([
      { what: 'there is a SYN', held: true, seen: '2 segments' },
      {
        what: 'there is no SYN-ACK',
        held: false,
        seen: expect.stringMatching(/^1 segment, first /) as string,
      },
    ]);
  });
});

describe('keep-alive probes', () => {
  it('have the number before the next one, with nothing or one byte', () => {
    const probed = sceneOf(
      ...handshake(),
      out({ sequence: 1000, payload: '' }),
      out({ sequence: 1001, payload: 'ab' }),
      back({ sequence: 5001, acknowledgement: 1003 }),
      out({ sequence: 1002, payload: 'b' }),
      out({ sequence: 1002 }),
      out({ sequence: 1003 }),
    );
    expect(keepAlive().from(dut).times(3).check(probed)).toMatchObject({ held: true });
    expect(pureAck().from(dut).times(2).check(probed)).toMatchObject({ held: true });
    expect(data().from(dut).bytes(2).check(probed)).toMatchObject({ held: true });
  });
});
