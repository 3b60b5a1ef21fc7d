import type { Cause } from '../core/cause.js';
import { USER_DRIVERS, type Device, type Snapshot } from './facts.js';
import { refusal } from './refusal.js';

/** Drivers that give DPDK a device while the kernel keeps it: there is nothing to bind. */
const BIFURCATED = new Set(['mlx4_core', 'mlx5_core', 'mana']);

/** Drivers by which no interface is to be expected. */
const WITHOUT_INTERFACE = new Set<string>([...USER_DRIVERS, 'igb_uio', 'pci-stub', 'vfio-pci-nohotplug']);

/** A pure look at one device. */
type Check = (device: Device, snapshot: Snapshot) => readonly Cause[];

const isNetwork: Check = ({ address, class: code }) =>
  code.startsWith('02')
    ? []
    : [
        refusal(
          'not-a-nic',
          `${address} is of PCI class ${code}`,
          'a network controller (class 02xxxx)',
          '`dpdk-conformance nic status` lists those of this host',
        ),
      ];

const carriesDefaultRoute: Check = ({ address }, { defaultRoutes }) =>
  defaultRoutes
    .filter((use) => use.address === address)
    .map(({ how }) =>
      refusal(
        'default-route',
        `${address} carries a default route: ${how}`,
        'a device the host does not need to reach the world',
        'name another device, or move the route to another interface first; there is no way to force this',
      ),
    );

const carriesSession: Check = ({ address }, { session }) =>
  session
    .filter((use) => use.address === address)
    .map(({ how }) =>
      refusal(
        'session',
        `${address} carries this session: ${how}`,
        'a device by which neither the user nor the root file system is reached',
        'name another device, or work from the console; there is no way to force this',
      ),
    );

const hasInterfacesOnTop: Check = ({ address, netdevs }) =>
  netdevs.flatMap(({ name, master, uppers }) => [
    ...(master === undefined
      ? []
      : [
          refusal(
            'has-master',
            `${name} of ${address} is a member of ${master}`,
            'an interface that is no member of a bond, bridge or team',
            `ip link set ${name} nomaster`,
          ),
        ]),
    ...uppers
      .filter((upper) => upper !== master)
      .map((upper) =>
        refusal(
          'has-uppers',
          `${upper} stands on ${name} of ${address}`,
          'an interface nothing stands on: it would be deleted with it',
          `ip link delete ${upper}`,
        ),
      ),
  ]);

const isElsewhere: Check = ({ address, driver, netdevs }, { elsewhere }) => {
  const known = elsewhere.filter((use) => use.address === address);
  const hidden =
    known.length === 0 && netdevs.length === 0 && driver !== undefined && !WITHOUT_INTERFACE.has(driver);
  const places = hidden ? [`in none of the namespaces that can be seen`] : known.map(({ how }) => how);
  return places.map((how) =>
    refusal(
      'other-namespace',
      `the interface of ${address} is not in this network namespace: ${how}`,
      'an interface in the network namespace of the host, not in use by a container',
      'move it back (`ip -n NAMESPACE link set INTERFACE netns 1`) or end what uses it',
    ),
  );
};

const hasVirtualFunctions: Check = ({ address, virtualFunctions }) =>
  virtualFunctions.length === 0
    ? []
    : [
        refusal(
          'has-virtual-functions',
          `${address} has virtual functions: ${virtualFunctions.join(', ')}`,
          'a device without virtual functions: they would be destroyed, whoever uses them',
          `bind one of them instead, or echo 0 > /sys/bus/pci/devices/${address}/sriov_numvfs`,
        ),
      ];

const isBifurcated: Check = ({ address, driver }) =>
  driver === undefined || !BIFURCATED.has(driver)
    ? []
    : [
        refusal(
          'bifurcated',
          `${address} is driven by ${driver}`,
          'a device whose kernel driver has to let go of it',
          'nothing has to be bound: DPDK uses this device beside its kernel driver',
        ),
      ];

const isHeld: Check = ({ address }, { holders }) =>
  holders
    .filter((holder) => holder.address === address)
    .map(({ pid, command, path }) =>
      refusal(
        'held',
        `process ${String(pid)} (${command.slice(0, 120)}) has ${path} of ${address} open`,
        'a device no program has open: the kernel would wait for it without end',
        `end it: kill ${String(pid)}`,
      ),
    );

const isLeased: Check = ({ address }, { leased }) =>
  leased.includes(address)
    ? [
        refusal(
          'already-bound',
          `the journal of an earlier bind of ${address} is still open`,
          'a device that was given back',
          `dpdk-conformance nic restore ${address}`,
        ),
      ]
    : [];

/** Everything that may stand against binding a device, whatever the driver. */
const CHECKS: readonly Check[] = [
  isNetwork,
  carriesDefaultRoute,
  carriesSession,
  hasInterfacesOnTop,
  isElsewhere,
  hasVirtualFunctions,
  isBifurcated,
  isHeld,
  isLeased,
];

/** Every reason why the device must not be bound, whatever the driver. */
export const deviceRefusals = (device: Device, snapshot: Snapshot): readonly Cause[] =>
  CHECKS.flatMap((check) => check(device, snapshot));
