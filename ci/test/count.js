// @ts-check
/**
 * What a part of the tests amounted to. A test that was skipped, ignored or left to do counts as failed, and so does a part
 * in which nothing ran: neither shows anything.
 *
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} VitestSummary
 */

/** @param {readonly Count[]} counts @returns {Count} */
export const sum = (counts) => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failed: counts.reduce((total, { failed }) => total + failed, 0),
});

/** One check that is a whole program: lint, format, types. @param {boolean} good @returns {Count} */
export const one = (good) => (good ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** A program's exit status may add a failure to what it counted, never take one away. @param {Count} count @param {boolean} good @returns {Count} */
const hold = ({ passed, failed }, good) => ({
  passed,
  failed: failed === 0 && (!good || passed === 0) ? 1 : failed,
});

/** @param {VitestSummary | undefined} summary vitest's JSON report; undefined when it wrote none @param {boolean} good */
export const vitestCount = (summary, good) =>
  summary === undefined
    ? one(false)
    : hold(
        {
          passed: summary.numPassedTests,
          failed: summary.numFailedTests + summary.numPendingTests + summary.numTodoTests,
        },
        good,
      );

/** @param {string} output what `cargo test` printed @param {boolean} good */
export const cargoCount = (output, good) => {
  const lines = output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm);
  const counts = [...lines].map(([, passed, failed, ignored]) => ({
    passed: Number(passed),
    failed: Number(failed) + Number(ignored),
  }));
  return hold(sum(counts), good);
};

/** @param {Count} count */
export const closingLine = ({ passed, failed }) => `${passed} passed, ${failed} failed`;
