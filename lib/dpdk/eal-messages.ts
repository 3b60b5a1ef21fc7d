/**
 * Lines with which EAL (or testpmd's and rte_exit's frame around it) says that it cannot start. Its many warnings, such as
 * "No free 1048576 kB hugepages reported", are not among them: EAL starts in spite of those.
 */
const FATAL =
  /^(?:EAL: (?:FATAL: |Error - exiting|Cannot (?:init|get|set)|.*probe failed|lcore \d+ unavailable|invalid core|failed to parse device|Unable to parse device|Not enough memory|.*already running|Cannot create lock)|EAL refused to start|.*rte_eal_init.*fail|.*Cannot init EAL)/i;

/** Lines of drivers that tell why a bus probe failed. */
const REASON =
  /^(?:tun_alloc\(\)|eth_dev_tap_create\(\): (?!.*multiq)|vdev_probe\(\)|rte_pmd_tap_probe\(\)|EAL: Driver cannot attach)/;

/** What EAL said when it refused to start, its own lines in one; undefined when it did not refuse. */
export const ealRefusal = (output: string): string | undefined => {
  const lines = output.split('\n').map((line) => line.trim());
  const fatal = lines.filter((line) => FATAL.test(line) || line.includes('EAL refused to start'));
  if (fatal.length === 0) return undefined;
  const reasons = lines.filter((line) => REASON.test(line));
  return [...new Set([...reasons, ...fatal])].slice(0, 6).join(' / ').slice(0, 600);
};

const NOT_FOUND =
  /(?:port|device|interface)\b[^\n]*(?:not found|no DPDK port|does not exist|is not there)[^\n]*?((?:[0-9a-f]{2}:){5}[0-9a-f]{2})|no (?:DPDK )?(?:port|device)[^\n]*?MAC[^\n]*?((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/i;

/**
 * The line in which a subject says that it found no port with the MAC of its configuration, with the drivers' own lines before it where they
 * tell why; undefined when it did not say so.
 */
export const portNotFound = (output: string): string | undefined => {
  const match = NOT_FOUND.exec(output);
  if (match === null) return undefined;
  const said = output.slice(output.lastIndexOf('\n', match.index) + 1).split('\n', 1)[0] ?? '';
  const reasons = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => REASON.test(line));
  return [...new Set([...reasons, said.trim()])].slice(-6).join(' / ').slice(0, 600);
};
