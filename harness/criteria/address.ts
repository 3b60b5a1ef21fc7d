/** One spelling an address: IPv6 compressed and in lower case, without prefix length or zone. Text that is no address stays as it is. */
export const canonicalAddress = (text: string): string => {
  const bare = text.replace(/[/%].*$/, '').toLowerCase();
  if (!bare.includes(':')) return bare;
  const url = `http://[${bare}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : bare;
};

/** One spelling a MAC address. */
export const canonicalMac = (text: string): string => text.toLowerCase().replaceAll('-', ':');
