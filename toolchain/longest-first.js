"use strict";

/**
 * The files of end-to-end tests, the longest first, with their seconds on two cores. Two run at a time, so that a long one
 * begun last would run alone in the end. A file that is not named here begins first.
 * @type {Readonly<Record<string, number>>}
 */
const seconds = {
  "several-managers": 470,
  "docker-hosts": 190,
  "one-manager": 330,
  documented: 290,
  interrupted: 150,
  "two-computers": 120,
  cluster: 110,
  "side-by-side": 110,
  "own-hosts": 90,
  machines: 70,
  habits: 60,
  bench: 40,
  "secret-options": 20,
};

/** Decides in which order jest begins test files. */
class LongestFirst {
  /**
   * @template {{path: string}} T
   * @param {readonly T[]} tests
   * @returns {T[]}
   */
  sort(tests) {
    return [...tests].sort((one, other) => duration(other.path) - duration(one.path));
  }

  /** jest's own order learns from earlier runs; this one does not. */
  cacheResults() {}
}

/** @param {string} file */
function duration(file) {
  return seconds[/([^/\\]+)\.test\.ts$/.exec(file)?.[1] ?? ""] ?? Infinity;
}

module.exports = LongestFirst;
module.exports.seconds = seconds;
