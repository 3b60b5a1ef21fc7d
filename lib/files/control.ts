import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a value to a control file of /proc or /sys in one write, never making it. Throws the system's error. */
export const writeControl = (path: string, value: string): void => {
  const descriptor = openSync(path, 'r+');
  try {
    writeSync(descriptor, value);
  } finally {
    closeSync(descriptor);
  }
};
