import { join } from 'node:path';
import { z } from 'zod';
import { readBytes } from '../files/text.js';
import type { PluginDirectory } from './pmd.js';

const infoSchema = z.object({
  name: z.string(),
  /** Kernel drivers it works with, e.g. `* igb_uio | uio_pci_generic | vfio-pci`. */
  kmod: z.string().optional(),
  /** Vendor, device, sub-vendor, sub-device; 65535 stands for any. */
  pci_ids: z.array(z.tuple([z.int(), z.int(), z.int(), z.int()])),
});

/** What a poll-mode driver says of itself. */
export type PmdInfo = z.infer<typeof infoSchema>;

const MARK = Buffer.from('PMD_INFO_STRING= ');

/** The strings a plug-in carries for dpdk-pmdinfo.py (DPDK programmer's guide, "RTE_PMD_REGISTER_PCI"); virtual ones have no PCI ids. */
const infosIn = (content: Buffer): readonly PmdInfo[] => {
  const infos: PmdInfo[] = [];
  for (let at = content.indexOf(MARK); at !== -1; at = content.indexOf(MARK, at + 1)) {
    const text = content.toString('latin1', at + MARK.length, content.indexOf(0, at));
    try {
      const info = infoSchema.safeParse(JSON.parse(text));
      if (info.success) infos.push(info.data);
    } catch {
      continue; // the mark without a string behind it, as in the tool that looks for it
    }
  }
  return infos;
};

/** Every poll-mode driver for PCI devices among the network plug-ins. */
export const readPmdInfos = async (plugins: PluginDirectory): Promise<readonly PmdInfo[]> => {
  const names = plugins.files.filter(
    (name) => name.startsWith('librte_net_') && name.endsWith(`.so.${plugins.abi}`),
  );
  const all: PmdInfo[] = [];
  for (const name of names) all.push(...infosIn(await readBytes(join(plugins.path, name))));
  return all;
};

/** The drivers for a device; `id` is `8086:10d3`. */
export const pmdsFor = (infos: readonly PmdInfo[], id: string): readonly PmdInfo[] => {
  const [vendor, device] = id.split(':').map((part) => Number.parseInt(part, 16));
  return infos.filter(({ pci_ids: ids }) =>
    ids.some(
      ([itsVendor, itsDevice]) => itsVendor === vendor && (itsDevice === device || itsDevice === 0xffff),
    ),
  );
};
