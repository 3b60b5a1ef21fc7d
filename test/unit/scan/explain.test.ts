import { describe, expect, it } from 'vitest';
import { explain } from '../../../harness/cli/explanation.js';
import { FAMILIES } from '../../../harness/scan/skip/family.js';

const told = (id: string): string => {
  const explanation = explain(id, []);
  return explanation.ok ? explanation.value : explanation.error.fix;
};

describe('explain', () => {
  it('kernel-tcp: what is banned, what to use, how an exception is made', () => {
    expect(told('kernel-tcp')).toContain('std::net::{TcpStream, TcpListener');
    expect(told('kernel-tcp')).toContain('tokio::net::{TcpDpdkStream, TcpDpdkListener, TcpDpdkSocket}');
    expect(told('kernel-tcp')).toContain('[[allowances]]');
  });

  it('silent-skip: every family, with what to do instead', () => {
    for (const [family, [what, instead]] of Object.entries(FAMILIES))
      expect(told('silent-skip')).toContain(`${family}: ${what}; ${instead}.`);
  });

  it('suggests a rule for a slip of the pen', () => {
    expect(told('kernel-tpc')).toContain('kernel-tcp');
  });
});
