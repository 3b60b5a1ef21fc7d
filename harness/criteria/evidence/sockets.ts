import type { TestRecord } from '../../record/record.js';
import { combine, holds, missing, refutes, type Contribution } from './contribution.js';

/** Where its source names what made the socket, as far as that was looked for. */
const named = ({ planned }: TestRecord): string => {
  const [first, ...more] = planned.kernelTcp ?? [];
  if (first === undefined) return '';
  return `; its source: ${first.item} at ${[first, ...more.slice(0, 4)].map(({ file, line }) => `${file}:${line}`).join(', ')}`;
};

/** E2: the kernel sockets its process tree opened. One kernel TCP socket refutes the test, whatever else is known. */
export const socketEvidence = (test: TestRecord): Contribution => {
  if (test.sockets.length === 0) {
    return missing('no trace of its system calls: nothing shows that it opened no kernel TCP socket');
  }
  return combine(
    test.sockets.flatMap((sockets) => {
      const parts: Contribution[] = [];
      const first = sockets.kernelTcp[0];
      if (first !== undefined) {
        const more = sockets.kernelTcp.length > 1 ? ` (and ${sockets.kernelTcp.length - 1} more)` : '';
        parts.push(refutes(`opened a kernel TCP socket: ${first.text}${more}${named(test)}`));
      }
      if (!sockets.complete) {
        parts.push(
          missing(`the trace of its system calls is not whole: ${sockets.problem ?? 'no reason given'}`),
        );
      }
      return parts.length === 0 ? [holds('no kernel TCP socket')] : parts;
    }),
  );
};
