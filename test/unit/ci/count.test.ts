import { describe, expect, it } from 'vitest';
import { cargoCount, closingLine, sum, vitestCount } from '../../../ci/test/count.js';

const vitest = (passed: number, failed: number, pending = 0, todo = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: todo,
});

describe('counting vitest', () => {
  it('takes passed and failed as they are', () => {
    expect(vitestCount(vitest(7, 2), false)).toEqual({ passed: 7, failed: 2 });
  });
  it('counts skipped and todo tests as failed', () => {
    expect(vitestCount(vitest(7, 0, 1, 2), true)).toEqual({ passed: 7, failed: 3 });
  });
  it('counts a failure that belongs to no test (a file that does not load)', () => {
    expect(vitestCount(vitest(7, 0), false)).toEqual({ passed: 7, failed: 1 });
  });
  it('fails when nothing ran or nothing was reported', () => {
    expect(vitestCount(vitest(0, 0), true)).toEqual({ passed: 0, failed: 1 });
    expect(vitestCount(undefined, true)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('counting cargo test', () => {
  const result = (passed: number, failed: number, ignored: number) =>
    `test result: ok. ${String(passed)} passed; ${String(failed)} failed; ${String(ignored)} ignored; 0 measured; 0 filtered out; finished in 0.00s\n`;

  it('adds up every test binary', () => {
    expect(cargoCount(`running 3 tests\n...\n${result(3, 0, 0)}noise\n${result(2, 1, 0)}`, false)).toEqual({
      passed: 5,
      failed: 1,
    });
  });
  it('counts ignored tests as failed', () => {
    expect(cargoCount(result(3, 0, 2), true)).toEqual({ passed: 3, failed: 2 });
  });
  it('fails when it did not build, or nothing ran', () => {
    expect(cargoCount('', false)).toEqual({ passed: 0, failed: 1 });
    expect(cargoCount(result(0, 0, 0), true)).toEqual({ passed: 0, failed: 1 });
    expect(cargoCount(result(3, 0, 0), false)).toEqual({ passed: 3, failed: 1 });
  });
});

it('closes with one line over all parts', () => {
  const total = sum([
    { passed: 3, failed: 0 },
    { passed: 4, failed: 1 },
  ]);
  expect(closingLine(total)).toBe('7 passed, 1 failed');
});
