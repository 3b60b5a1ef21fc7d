/** Commands of ip(8), in one process. */
export const ipBatch = (commands: readonly string[]): string =>
  `ip -batch - <<'END'\n${commands.join('\n')}\nEND`;

/** Without this a frame leaves the kernel with an unfinished checksum (or as a bundle), which no wire would carry. */
export const offloadsOff = (names: readonly string[]): string =>
  names.map((name) => `ethtool -K ${name} tx off rx off tso off gso off gro off >/dev/null`).join('\n');

/** Values by path below /proc/sys/net. */
export const sysctls = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([path, value]) => `echo ${value} >/proc/sys/net/${path}`)
    .join('\n');

/** No IPv6 of the kernel's own on wires: set for interfaces that are there and that come. */
export const IPV6_OFF = sysctls({ 'ipv6/conf/all/disable_ipv6': '1', 'ipv6/conf/default/disable_ipv6': '1' });

/** Hands over what comes in at one interface of each pair to the other, both ways. */
export const crossover = (pairs: readonly (readonly [string, string])[]): string => {
  const chains = pairs.flatMap(([a, b]) =>
    [
      [a, b],
      [b, a],
    ].map(
      ([from, to]) =>
        `chain ${String(from)} { type filter hook ingress device ${String(from)} priority 0; fwd to ${String(to)}; }`,
    ),
  );
  return `nft -f - <<'END'\ntable netdev lane {\n${chains.join('\n')}\n}\nEND`;
};

/** Commands of ip(8) that switch interfaces on. */
export const up = (names: readonly string[]): readonly string[] => names.map((name) => `link set ${name} up`);
