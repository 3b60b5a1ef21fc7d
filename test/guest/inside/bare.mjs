// A host without an IOMMU. What is bound last is left so when the host goes down.
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  attempt,
  changes,
  dress,
  drivers,
  finish,
  nic,
  observe,
  PROGRAM,
  settle,
  sh,
  snapshot,
} from './lib.mjs';

mkdirSync('/share/state', { recursive: true });
mkdirSync('/run/dpdk-conformance');
sh('mount --bind /share/state /run/dpdk-conformance');
dress('enp3s0');
await settle('enp3s0');
const before = snapshot();
observe('vfio', nic('bind', '03:00.0', '--driver', 'vfio-pci'));
observe('vfioChanged', changes(before, snapshot()));
observe('bound', nic('bind', '--json', '03:00.0'));
observe('boundDrivers', drivers());
writeFileSync(
  '/tmp/lab.toml',
  `[[lab.devices]]\npci = "0000:03:00.0"\nmac = "52:54:00:00:00:03"\naddresses = ["192.0.2.10/24"]\n`,
);
observe(
  'unprotected',
  attempt(process.execPath, [PROGRAM, 'doctor', '--json', '--through-port', '--config', '/tmp/lab.toml']),
);
observe('unprotectedDrivers', drivers());
observe('given', nic('restore'));
observe('givenChanged', changes(before, snapshot()));

// What another binder does: it lets go of the device before it knows that the new driver takes it, and says that all is well.
sh('modprobe vfio-pci');
observe('devbind', attempt('dpdk-devbind.py', ['--bind=vfio-pci', '02:00.0']));
observe('devbindDrivers', drivers());

nic('bind', '03:00.0');
sh('modprobe -r uio_pci_generic || true; rm /lib/modules/*/kernel/drivers/uio/uio_pci_generic.ko; depmod');
observe('neither', nic('plan', '--json', '05:00.0'));
finish();
