import type { Cause } from '../../lib/core/cause.js';

/** The cause to show when the lab of a real host is not described. */
export const LAB_FILE_MISSING: Cause = {
  id: 'lab-file-missing',
  seen: '--profile real without a table `lab` in dpdk-conformance.toml',
  expected: 'a file that names the NICs, their addresses and the peer on another host',
  fix: 'dpdk-conformance init  # drafts it from what this host shows; then correct it',
};

/** The cause to show when only those of a crate's own tests are asked for that are not run on the port of a real host. */
export const OWN_TESTS_ELSEWHERE: Cause = {
  id: 'own-tests-elsewhere',
  seen: '--profile real --stage audit without the suite tcp_dpdk_real',
  expected:
    'the tests of tcp_dpdk_real.rs: others of a crate may ask for an interface of the kernel beside the port, which is there on a wire of this harness only',
  fix: 'use --profile virtual for them, or ask for the suite tcp_dpdk_real here',
};

/** The cause to show when the lab file lacks what the suites talk to. */
export const labFileTooSmall = (missing: readonly string[]): Cause => ({
  id: 'lab-file-incomplete',
  seen: `the lab of dpdk-conformance.toml lacks ${missing.join('; ')}`,
  expected: 'every address the suites use',
  fix: "add them to dpdk-conformance.toml, and to the interfaces of the peer's host",
});

/** The cause to show when a device of the lab file is not what is there. */
export const deviceOther = (pci: string, found: string, wanted: string): Cause => ({
  id: 'lab-device-other',
  seen: `${pci}: ${found}`,
  expected: `a NIC with the MAC address ${wanted}`,
  fix: 'correct `pci` and `mac` in dpdk-conformance.toml (`dpdk-conformance init --print` shows what is there)',
});

/** The cause to show when a suite wants more ports than the lab file names. */
export const tooFewDevices = (wanted: number, named: number): Cause => ({
  id: 'lab-devices-too-few',
  seen: `${String(named)} device${named === 1 ? '' : 's'} in the lab of dpdk-conformance.toml`,
  expected: `${String(wanted)} devices: this suite has two ports at a time`,
  fix: 'name a second NIC in dpdk-conformance.toml, or leave the suite to the virtual and guest profiles',
});

/** The cause to show when all that is selected does to the wire what nobody can do to a cable between hosts. */
export const wireNotOurs = (criteria: readonly string[]): Cause => ({
  id: 'wire-not-ours',
  seen: `--profile real with no other tests than those for which frames are lost, delayed or sent by a hostile host (${criteria.join(', ')})`,
  expected: 'a wire of this harness in the middle: a cable between hosts cannot be ordered about',
  fix: 'use --profile virtual or --profile guest for them',
});

/** The cause to show when a test talks to an address that the lab file does not offer. */
export const addressNotOffered = (what: string, fix: string): Cause => ({
  id: 'lab-address-not-offered',
  seen: `a test that connects to ${what}`,
  expected: 'such a host in this lab',
  fix,
});

/** The cause to show when a secret cannot be used. */
export const secretUnusable = (path: string, seen: string): Cause => ({
  id: 'secret-unusable',
  seen: `${path}: ${seen}`,
  expected: 'a file only its owner can read, with at least 16 characters in its first line',
  fix: `(umask 077; head -c 32 /dev/urandom | base64 > ${path})  # and copy it to the peer's host`,
});

/** The cause to show when the connection to the peer is lost while tests run. */
export const PEER_LOST: Cause = {
  id: 'peer-dead',
  seen: 'the connection to the peer on the other host is lost',
  expected: 'a peer that serves as long as tests run',
  fix: 'look at `dpdk-conformance peer` on that host, then run again',
};

/** The cause to show when the peer cannot capture. */
export const captureImpossible = (seen: string): Cause => ({
  id: 'capture-impossible',
  seen: `the capture at the peer's end of the cable: ${seen}`,
  expected: 'a capture as long as tests run: without it no frame can be shown',
  fix: 'start `dpdk-conformance peer` there as root with --capture',
});
