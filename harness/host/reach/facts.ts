import type { Result } from '../../../lib/core/result.js';
import type { LabFileDevice } from '../../config/lab-schema.js';

/** A gateway of a device, and what came of asking for its MAC address from the device's interface. */
export interface GatewayLook {
  readonly gateway: string;
  /** Its MAC address; the error says why it is not known. */
  readonly mac: Result<string, string>;
}

/** What was found of one device of the lab file. */
export interface DeviceLook {
  readonly wanted: LabFileDevice;
  /** Nothing is at that PCI address. */
  readonly absent: boolean;
  /** MAC address of the NIC; undefined when the kernel has no interface of it (it is bound for DPDK, or in another namespace). */
  readonly mac: string | undefined;
  readonly interface: string | undefined;
  readonly driver: string | undefined;
  /** Its IOMMU group. */
  readonly group: number | undefined;
  readonly gateways: readonly GatewayLook[];
}

/** A target of the Internet and whether it proved to be itself. */
export interface TargetLook {
  readonly address: string;
  /** Whom its certificate names; the error says what was wrong. */
  readonly identity: Result<string, string>;
}

/** Everything a lab file is held against. Plain data. */
export interface ReachFacts {
  readonly devices: readonly DeviceLook[];
  /** Addresses the host's resolver gives for the targets' name; the error is its own. */
  readonly resolved: Result<readonly string[], string>;
  readonly targets: readonly TargetLook[];
}
