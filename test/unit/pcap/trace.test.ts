import { describe, expect, it } from 'vitest';
import { reassemble } from '../../../lib/pcap/reassemble.js';
import { CaptureReader, TraceBuilder } from '../../../lib/pcap/index.js';
import { frameOf, pcapOf, type FrameSpec } from '../../rig/segments.js';
import { back, handshake, out, sceneOf } from '../../rig/traced.js';

const connectionsOf = (...specs: readonly FrameSpec[]) => sceneOf(...specs).trace.connections;
const text = (specs: readonly FrameSpec[]): string => {
  const [connection] = connectionsOf(...specs);
  return connection === undefined ? '' : reassemble(connection, true).bytes.toString();
};

describe('connections', () => {
  it('keep both directions together and know who opened them', () => {
    const [only, ...more] = connectionsOf(...handshake(), back({ sequence: 5001, payload: 'hi' }));
    expect(more).toEqual([]);
    expect(only?.opener).toEqual({ address: '192.0.2.10', port: 50_000 });
    expect(only?.segments.map(({ fromOpener }) => fromOpener)).toEqual([true, false, true, false]);
  });

  it('begin anew with a SYN after FIN or RST, and not with a SYN that is sent again', () => {
    const syn = out({ flags: 'S', sequence: 1000 });
    const refused = back({ flags: 'R.', acknowledgement: 1001 });
    expect(connectionsOf(syn, syn)).toHaveLength(1);
    expect(connectionsOf(syn, refused, syn)).toHaveLength(1);
    expect(connectionsOf(syn, refused, out({ flags: 'S', sequence: 9000 }))).toHaveLength(2);
    expect(connectionsOf(...handshake(), out({ flags: 'S', sequence: 77 }))).toHaveLength(1);
  });

  it('know the opener by the SYN-ACK when the SYN is missing', () => {
    expect(connectionsOf(...handshake().slice(1))[0]?.opener.port).toBe(50_000);
  });

  it('scale windows only when both SYNs have the option, and never that of a SYN', () => {
    const windows = (there: readonly number[], answer: readonly number[]) =>
      sceneOf(...handshake(there, answer)).trace.segments.map(({ windowBytes }) => windowBytes);
    expect(windows([3, 3, 2], [3, 3, 4])).toEqual([4096, 8192, 16_384]);
    expect(windows([3, 3, 2], [])).toEqual([4096, 8192, 4096]);
  });

  it('count what is outstanding and what was sent before', () => {
    const { segments } = sceneOf(
      ...handshake(),
      out({ sequence: 1001, payload: 'abcd' }),
      out({ sequence: 1005, payload: 'ef' }),
      back({ sequence: 5001, acknowledgement: 1005 }),
      out({ sequence: 1007, payload: 'g', flags: 'F.' }),
      out({ sequence: 1007, payload: 'g', flags: 'F.' }),
    ).trace;
    expect(segments.map(({ outstanding }) => outstanding)).toEqual([0, 0, 0, 0, 4, 0, 2, 3]);
    expect(segments.map(({ sentBefore }) => sentBefore)).toEqual([0, 0, 0, 0, 4, 0, 6, 7]);
    expect(segments.map(({ again }) => again)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    // 8192 bytes from the first one on, then from the fifth.
    expect(segments.at(-1)?.limit).toBe(8192);
  });

  it('tell what is late from what is sent again', () => {
    const { segments } = sceneOf(
      ...handshake(),
      out({ sequence: 1005, payload: 'ef' }),
      out({ sequence: 1001, payload: 'ab' }),
      out({ sequence: 1001, payload: 'abcd' }),
      out({ sequence: 1001, payload: 'abcd' }),
    ).trace;
    expect(segments.slice(3).map(({ again }) => again)).toEqual([false, false, false, true]);
  });

  it('learn nothing from segments with wrong checksums', () => {
    const { segments } = sceneOf(
      ...handshake(),
      out({ sequence: 1001, payload: 'abcd', checksumError: 1 }),
      out({ sequence: 1001, payload: 'abcd' }),
    ).trace;
    expect(segments.at(-1)).toMatchObject({ again: false, outstanding: 0 });
  });
});

describe('streams', () => {
  const piece = (at: number, payload: string): FrameSpec => out({ sequence: 1001 + at, payload });

  it('are put in order, each byte once', () => {
    expect(text([...handshake(), piece(3, 'def'), piece(0, 'abc'), piece(2, 'cde'), piece(6, 'g')])).toBe(
      'abcdefg',
    );
  });

  it('go over the end of the numbers', () => {
    const begin = 0xfffffffe;
    expect(
      text([
        out({ flags: 'S', sequence: begin }),
        out({ sequence: begin + 1, payload: 'ab' }),
        out({ sequence: begin + 3, payload: 'cd' }),
      ]),
    ).toBe('abcd');
  });

  it('begin at the first segment when there is no SYN', () => {
    expect(text([piece(0, 'ab'), piece(2, 'cd')])).toBe('abcd');
  });

  it('leave out the byte of a keep-alive probe, resets and what is damaged', () => {
    expect(
      text([
        ...handshake(),
        piece(-1, 'x'),
        piece(0, 'ab'),
        piece(1, 'b'),
        { ...piece(2, 'yy'), flags: 'R' },
        { ...piece(2, 'zz'), checksumError: 5 },
      ]),
    ).toBe('ab');
  });

  it('end at a gap, say what lies behind it, and tell bytes with two values', () => {
    const [gap] = connectionsOf(...handshake(), piece(0, 'ab'), piece(5, 'xyz'));
    expect(gap && reassemble(gap, true)).toMatchObject({
      bytes: Buffer.from('ab'),
      beyondGap: 3,
      finished: false,
    });
    const [two] = connectionsOf(...handshake(), piece(0, 'abc'), piece(1, 'bXd'));
    expect(two && reassemble(two, true)).toMatchObject({ bytes: Buffer.from('abcd'), conflictAt: 2 });
  });

  it('are finished by a FIN right behind the last byte', () => {
    const finished = (at: number) => {
      const [connection] = connectionsOf(
        ...handshake(),
        piece(0, 'ab'),
        out({ sequence: 1001 + at, flags: 'F.' }),
      );
      return connection && reassemble(connection, true).finished;
    };
    expect([finished(2), finished(4)]).toEqual([true, false]);
  });
});

describe('limits', () => {
  const build = (limits: { segments: number; payloadBytes: number }, frames: readonly Buffer[]) => {
    const builder = new TraceBuilder(limits);
    const read = new CaptureReader().push(pcapOf(frames));
    for (const frame of read.ok ? read.value : []) builder.add(frame);
    return builder.finish();
  };
  const three = [frameOf({ payload: 'abc' }), frameOf({ payload: 'abc' }), frameOf({ payload: 'abc' })];

  it('make a trace that is too large an error, not a shorter trace', () => {
    expect(build({ segments: 3, payloadBytes: 9 }, three).ok).toBe(true);
    expect(build({ segments: 2, payloadBytes: 9 }, three)).toMatchObject({ ok: false });
    expect(build({ segments: 3, payloadBytes: 8 }, three)).toMatchObject({ ok: false });
  });

  it('want whole frames', () => {
    const builder = new TraceBuilder();
    const bytes = frameOf({ payload: 'abc' });
    builder.add({ time: 0, linkType: 1, bytes, length: bytes.length + 1 });
    expect(builder.finish()).toEqual({ ok: false, error: '1 frames were cut by the capture' });
  });
});
