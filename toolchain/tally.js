"use strict";

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @param {Partial<Tally>} [counts]
 * @returns {Tally}
 */
function tally({ passed = 0, failed = 0, skipped = 0 } = {}) {
  return { passed, failed, skipped };
}

/**
 * Counts one check that is no test of a test runner.
 * @param {string} title
 * @param {boolean} isRight
 * @returns {Tally}
 */
function check(title, isRight) {
  console.log(`${isRight ? "PASS" : "FAIL"} ${title}`);
  return isRight ? tally({ passed: 1 }) : tally({ failed: 1 });
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
function sum(tallies) {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    tally(),
  );
}

/**
 * The last line of `npm test`.
 * @param {Tally} tally
 * @returns {string} "12 passed, 0 failed", and ", 3 skipped" when some were
 */
function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

module.exports = { tally, check, sum, summary };
