"use strict";

/**
 * Whether a version is at least another one. Pre-release suffixes are ignored: 3.216.0-beta.1 counts as 3.216.0.
 * @param {string} version "v3.259.0", "go1.26.8" or "3.259.0"; text that is no version is never enough
 * @param {string} minimum a version in the same form
 * @returns {boolean}
 */
function atLeast(version, minimum) {
  const have = numbers(version);
  const want = numbers(minimum) ?? [];
  if (!have) return false;
  for (let i = 0; i < 3; i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * @param {string} version
 * @returns {number[] | undefined} major, minor and, where given, patch
 */
function numbers(version) {
  const found = /^\s*(?:v|go)?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return found?.slice(1).map((part) => Number(part ?? 0));
}

module.exports = { atLeast };
