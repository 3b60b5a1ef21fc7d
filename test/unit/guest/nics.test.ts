import { expect, it } from 'vitest';
import { guestNics, MOST_PORTS, nicsByLane } from '../../../harness/guest/nics.js';

const lane = (index: number, ports: number) => ({ index, cores: [1], ports });

it('every port has a cable of its own, to a NIC the kernel keeps', () => {
  const { machine, job } = guestNics(MOST_PORTS);
  expect(new Set(machine.direct.map(({ mac }) => mac)).size).toBe(2 * MOST_PORTS);
  for (const { address, mac, wire } of job) {
    const [subject] = machine.direct.filter((nic) => nic.address === address);
    const ends = machine.direct.filter(({ hub }) => hub === subject?.hub);
    expect(subject).toMatchObject({ model: 'igb', mac });
    expect(ends.map((nic) => nic.address)).toEqual([address, wire]);
  }
});

it('addresses are those of the buses behind root ports, in their order', () => {
  expect(guestNics(5).machine.direct.map(({ address }) => address)).toEqual(
    ['01', '02', '03', '04', '05', '06', '07', '08', '09', '0a'].map((bus) => `0000:${bus}:00.0`),
  );
});

it('no two lanes share a NIC, whatever phases they are of', () => {
  const shared = nicsByLane([lane(0, 1), lane(1, 2), lane(2, 1)], ['a', 'b', 'c', 'd']);
  expect([...shared.entries()]).toEqual([
    [0, ['a']],
    [1, ['b', 'c']],
    [2, ['d']],
  ]);
});
