import { describe, expect, it } from 'vitest';
import { checkLayouts } from '../../../lib/dpdk/check-layouts.js';
import { oldestRelease, parseLayouts } from '../../../lib/dpdk/layouts.js';

const NEW = `
    ["Size of rte_ether_addr"][::core::mem::size_of::<rte_ether_addr>() - 6usize];
    ["Offset of field: rte_ether_addr::addr_bytes"]
        [::core::mem::offset_of!(rte_ether_addr, addr_bytes) - 0usize];
    ["Size of rte_eth_x__bindgen_ty_1"][::core::mem::size_of::<rte_eth_x__bindgen_ty_1>() - 16usize];
    ["Size of timespec"][::core::mem::size_of::<timespec>() - 16usize];
    ["Offset of field: rte_eth_rss_conf::algorithm"][::core::mem::offset_of!(rte_eth_rss_conf, algorithm) - 24usize];
    ["Size of rte_eth_rss_conf"][::core::mem::size_of::<rte_eth_rss_conf>() - 32usize];
    ["Offset of field: rte_flow_action::type_"][::core::mem::offset_of!(rte_flow_action, type_) - 0usize];
`;
const OLD = `assert_eq!(
        ::std::mem::size_of::<rte_ether_addr>(),
        6usize,
        concat!("Size of: ", stringify!(rte_ether_addr))
    );`;

describe('layouts in bindings', () => {
  it('reads what bindgen writes, new and old, without names that are not those of C', () => {
    expect(parseLayouts(NEW)).toEqual([
      { name: 'rte_ether_addr', size: 6, fields: [{ name: 'addr_bytes', offset: 0 }] },
      { name: 'rte_eth_rss_conf', size: 32, fields: [{ name: 'algorithm', offset: 24 }] },
    ]);
    expect(parseLayouts(OLD)).toEqual([{ name: 'rte_ether_addr', size: 6, fields: [] }]);
  });

  it('tells from which release on they can be', () => {
    expect(oldestRelease(parseLayouts(NEW))).toBe('23.11');
    expect(oldestRelease(parseLayouts(OLD))).toBeUndefined();
  });

  it('agrees with the installed headers where they say the same, and names what they do not', async () => {
    const fits = { name: 'rte_ether_addr', size: 6, fields: [{ name: 'addr_bytes', offset: 0 }] };
    expect(await checkLayouts([fits])).toEqual([]);
    expect(
      await checkLayouts([
        { ...fits, size: 7, fields: [{ name: 'addr_bytes', offset: 1 }] },
        { name: 'rte_no_such_structure', size: 1, fields: [] },
        { name: 'rte_ipv4_hdr', size: 20, fields: [{ name: 'no_such_field', offset: 0 }] },
      ]),
    ).toEqual(expect.arrayContaining(['rte_ether_addr of 7 bytes', 'rte_ether_addr.addr_bytes at byte 1']));
  });
});
