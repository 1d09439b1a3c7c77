"use strict";

/**
 * Prints each end-to-end case when it ends: a file takes minutes, and jest itself says nothing until the file has ended.
 */
class CaseReporter {
  /**
   * @param {{path: string}} _test the file
   * @param {{fullName: string, status: string, duration?: number | null}} result
   */
  onTestCaseResult(_test, { fullName, status, duration }) {
    if (status === "passed" || status === "failed")
      console.log(`  ${status} after ${((duration ?? 0) / 1000).toFixed(1)} s: ${fullName}`);
  }
}

module.exports = CaseReporter;
