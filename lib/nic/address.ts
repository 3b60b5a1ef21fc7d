/** A PCI address in full, `0000:03:00.0`, from the full or the short form; undefined when it is neither. */
export const parsePciAddress = (text: string): string | undefined => {
  const match = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/i.exec(text);
  if (match === null) return undefined;
  const [, domain = '0000', bus = '', device = '', functionNumber = ''] = match;
  return `${domain}:${bus}:${device}.${functionNumber}`.toLowerCase();
};
