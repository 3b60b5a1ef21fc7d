import { INTERNET } from '../../lab/layout.js';
import { advise, finding, type Finding } from '../checks/check.js';
import type { DeviceLook, GatewayLook, ReachFacts, TargetLook } from './facts.js';
import { unprotected } from './unprotected.js';

const device = ({ wanted, absent, mac, interface: name }: DeviceLook): Finding =>
  finding({
    id: 'lab-device-other',
    title: `${wanted.pci} of the lab file`,
    found: absent
      ? 'no device there'
      : mac === undefined
        ? 'no interface of it here, so its MAC address cannot be compared'
        : `${name ?? ''} ${mac}`,
    wanted: `a NIC with the MAC address ${wanted.mac}`,
    holds: !absent && (mac === undefined || mac === wanted.mac),
    fix: 'correct `pci` and `mac` in dpdk-conformance.toml (`dpdk-conformance init --print` shows what is there)',
  });

const protection = ({ wanted: { pci }, absent, driver, group }: DeviceLook): readonly Finding[] => {
  const cause = unprotected({ pci, driver, group });
  return absent
    ? []
    : [
        {
          id: 'lab-device-unprotected',
          title: `${pci} of the lab file: memory`,
          found: cause === undefined ? `in IOMMU group ${String(group)}` : cause.seen,
          wanted: 'a device that an IOMMU keeps to the memory of its program',
          ...(cause === undefined ? {} : { cause }),
        },
      ];
};

const gateway = ({ wanted }: DeviceLook, { gateway: host, mac }: GatewayLook): Finding =>
  finding({
    id: 'gateway-silent',
    title: `gateway ${host} of ${wanted.pci}`,
    found: mac.ok ? `answers with ${mac.value}` : mac.error,
    wanted: 'an answer to ARP (IPv4) or neighbour discovery (IPv6) on that cable',
    holds: mac.ok,
    fix: 'correct the gateway in dpdk-conformance.toml, or look at the cable, its VLAN and the switch port',
  });

const name = ({ resolved }: ReachFacts): Finding => {
  const targets: readonly string[] = [INTERNET.v4, INTERNET.v6];
  const found = resolved.ok ? resolved.value : [];
  return advise({
    id: 'dns-other',
    title: 'DNS',
    found: resolved.ok ? found.join(', ') : resolved.error,
    wanted: `one of ${targets.join(', ')} for one.one.one.one`,
    holds: found.some((address) => targets.includes(address)),
    fix: 'names are not needed by the tests, but a resolver that answers otherwise stands in for the Internet: look at /etc/resolv.conf',
  });
};

const target = ({ address, identity }: TargetLook): Finding =>
  finding({
    id: 'internet-not-itself',
    title: `Internet target ${address}`,
    found: identity.ok ? `its certificate is of ${identity.value}` : identity.error,
    wanted:
      'a certificate for that address by a public authority: whoever merely accepts a connection may stand in for it',
    holds: identity.ok,
    fix: 'look for a captive portal, a proxy or a firewall between this host and the Internet',
  });

/** What of a lab file is not as the network shows it. Targets that the kernel cannot reach may still be reached by the port. */
export const reachFindings = (facts: ReachFacts): readonly Finding[] => [
  ...facts.devices.map(device),
  ...facts.devices.flatMap(protection),
  ...facts.devices.flatMap((look) => look.gateways.map((one) => gateway(look, one))),
  name(facts),
  ...facts.targets.map(target),
];
