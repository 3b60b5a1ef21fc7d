import type { Cause } from '../../lib/core/cause.js';
import { err, ok, type Result } from '../../lib/core/result.js';
import { parsePciAddress } from '../../lib/nic/address.js';

/** PCI addresses as the user gave them, in full, each once; the first that is none is the error. */
export const readAddresses = (texts: readonly string[]): Result<readonly string[], Cause> => {
  const parsed = texts.map(parsePciAddress);
  const wrong = texts.find((_, index) => parsed[index] === undefined);
  return wrong === undefined
    ? ok([...new Set(parsed.flatMap((address) => address ?? []))])
    : err({
        id: 'pci-address-invalid',
        seen: `\`${wrong}\``,
        expected: 'a PCI address',
        fix: 'give it like 0000:03:00.0 or 03:00.0; `dpdk-conformance nic status` lists those of this host',
      });
};
