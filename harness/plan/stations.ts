import { everyoneBut, station } from '../../lib/pcap/index.js';

/** The device under test: whoever sends from one of its addresses. That its frames are the port's own, the flows show. */
export const dut = station('dut', 'the device under test');

/** Everybody else on the wire. */
export const peer = everyoneBut(dut, 'the peer');
