import type { Cause } from '../../lib/core/cause.js';
import { cores, disk, lab, state } from './checks/capacity.js';
import type { Check, Finding } from './checks/check.js';
import { installed, pkgConfig, recent, tapDriver } from './checks/dpdk.js';
import { guestPrograms, guestRelease } from './checks/guest.js';
import { hugepages, hugetlbfs, network, tun } from './checks/kernel.js';
import {
  cargo,
  compiler,
  labPrograms,
  libclang,
  nodeVersion,
  root,
  rustc,
  strace,
  tracing,
} from './checks/tools.js';
import type { HostFacts, HostNeeds } from './facts.js';

/** All checks in the order in which one hides the next: a run shows the first cause only. */
const CHECKS: readonly Check[] = [
  nodeVersion,
  pkgConfig,
  installed,
  recent,
  root,
  labPrograms,
  tapDriver,
  tun,
  network,
  hugetlbfs,
  hugepages,
  strace,
  tracing,
  cargo,
  rustc,
  compiler,
  libclang,
  cores,
  state,
  lab,
  disk,
];

/** Checks for a run in a guest, in the same order: the guest brings root, kernel, hugepages and NICs along. */
const GUEST_CHECKS: readonly Check[] = [
  nodeVersion,
  pkgConfig,
  installed,
  guestRelease,
  guestPrograms,
  cargo,
  rustc,
  compiler,
  libclang,
  disk,
];

/** Checks of the virtual lab alone, which a lab on NICs does without. */
const VIRTUAL_ONLY: readonly Check[] = [tapDriver, tun, network];

/** Why nothing can run on the NICs of this host, the first cause first; what is to be said of the NICs is said when they are bound. */
export const realCauses = (facts: HostFacts, needs: HostNeeds): readonly Cause[] =>
  CHECKS.filter((check) => !VIRTUAL_ONLY.includes(check)).flatMap(
    (check) => check(facts, needs)?.cause ?? [],
  );

/** Why nothing can run in a guest on this host, the first cause first; empty when it can. */
export const guestCauses = (facts: HostFacts, needs: HostNeeds): readonly Cause[] =>
  GUEST_CHECKS.flatMap((check) => check(facts, needs)?.cause ?? []);

/** Everything that was looked at, whether well or not. */
export const hostFindings = (facts: HostFacts, needs: HostNeeds): readonly Finding[] =>
  CHECKS.flatMap((check) => check(facts, needs) ?? []);

/** Why foreign code cannot be compiled without any right here: only root can take them away. Empty when it can. */
export const sealCauses = (facts: HostFacts, needs: HostNeeds): readonly Cause[] =>
  [root].flatMap((check) => check(facts, needs)?.cause ?? []);

/** Why nothing can run on this host, the first cause first; empty when it can. */
export const hostCauses = (facts: HostFacts, needs: HostNeeds): readonly Cause[] =>
  hostFindings(facts, needs).flatMap(({ cause }) => cause ?? []);
