import { readBytes } from '../../lib/files/text.js';
import { kernelTcpImports } from '../scan/elf.js';
import type { TestProgram } from './build-suites.js';
import type { Emit } from './recorder.js';

/** Records what the linked test programs import of kernel TCP: an advisory beside the scan of their sources. */
export const recordImports = async (emit: Emit, programs: readonly TestProgram[]): Promise<void> => {
  for (const { suite, binary, path } of programs) {
    const imports = kernelTcpImports(await readBytes(path));
    if (imports !== undefined) emit({ event: 'linked', suite, binary, imports: [...imports] });
  }
};
