import { finding, type Check } from './check.js';
import type { ProgramName } from '../facts.js';

/** Release and DPDK the guest is made of (lib/guest/recipe.ts). */
const RELEASE = /\bDebian\b.*\b12\b/;
const DPDK = '22.11.';

/** Test programs are linked here and run in the guest. */
export const guestRelease: Check = ({ os, dpdk }) =>
  finding({
    id: 'guest-other-release',
    title: 'system',
    found: `${os}${dpdk.kind === 'found' ? `, libdpdk ${dpdk.version}` : ''}`,
    wanted: 'Debian 12 with its libdpdk 22.11: what is linked here runs in a guest made of that release',
    holds: RELEASE.test(os) && (dpdk.kind !== 'found' || dpdk.version.startsWith(DPDK)),
    fix: 'run it on Debian 12, also in a container without any right',
  });

const PROGRAMS: readonly ProgramName[] = ['apt-get', 'dpkg-deb', 'tar', 'setpriv'];

/** What a guest is made and started with. */
export const guestPrograms: Check = ({ programs }) => {
  const missing = PROGRAMS.filter((name) => programs[name] === undefined);
  return finding({
    id: 'guest-program-missing',
    title: 'programs of the guest',
    found: missing.length === 0 ? PROGRAMS.join(', ') : `no ${missing.join(', no ')} in PATH`,
    wanted: `${PROGRAMS.join(', ')} in PATH`,
    holds: missing.length === 0,
    fix: 'run it on Debian 12, or add /usr/bin to PATH',
  });
};
