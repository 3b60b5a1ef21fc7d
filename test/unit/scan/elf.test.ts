import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dynamicImports, kernelTcpImports } from '../../../harness/scan/elf.js';

describe('dynamic imports of an ELF file', () => {
  const node = readFileSync(process.execPath);

  it('are those of a real program: Node listens and connects', () => {
    expect(dynamicImports(node)).toContain('malloc');
    expect(kernelTcpImports(node)).toEqual(expect.arrayContaining(['accept4', 'connect', 'listen']));
    expect(kernelTcpImports(node)).not.toContain('socket');
  });

  it('are unknown for what is no 64-bit ELF file, or is cut short', () => {
    expect(dynamicImports(new TextEncoder().encode('#!/bin/sh\n'.repeat(20)))).toBeUndefined();
    expect(dynamicImports(new Uint8Array(0))).toBeUndefined();
    expect(dynamicImports(node.subarray(0, 4096))).toBeUndefined();
  });
});
