"use strict";
// What set-up tells the person: a line when a step begins, one now and then while it lasts, one when it ends. All on
// standard error, so that the output of `npm run pulumi -- stack output --json` stays clean.

/**
 * @typedef {(line: string) => void} Report takes the latest thing known about how far a step is
 */

/**
 * @typedef {object} StepsOptions
 * @property {(line: string) => void} [write] where lines go; default: standard error
 * @property {number} [everySeconds] time between two lines of progress; default: 15 s
 */

/**
 * Creates the function that runs steps and reports on them.
 * @param {StepsOptions} [options]
 */
function createSteps({ write = (line) => process.stderr.write(`${line}\n`), everySeconds = 15 } = {}) {
  return {
    /** One line outside any step. */
    say: write,

    /**
     * Runs one long step. What is there already is no step: say nothing then.
     * @template T
     * @param {string} title what is being done: "pulumi 3.259.0: building"
     * @param {string} usually how long it usually takes: "4 minutes"
     * @param {(report: Report) => Promise<T>} work
     * @returns {Promise<T>} what work gives; its error passes through
     */
    async step(title, usually, work) {
      const begin = Date.now();
      let progress = "";
      write(`> ${title} (usually ${usually})`);
      const timer = setInterval(() => {
        write(`  ${title}: ${elapsed(begin)}${progress && `, ${progress}`}`);
      }, everySeconds * 1000);
      try {
        const result = await work((line) => (progress = line));
        write(`  ${title}: done in ${Math.round((Date.now() - begin) / 1000)} s`);
        return result;
      } catch (error) {
        write(`  ${title}: failed after ${Math.round((Date.now() - begin) / 1000)} s`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** @typedef {ReturnType<typeof createSteps>} Steps */

/**
 * @param {number} begin
 * @returns {string} "2:05"
 */
function elapsed(begin) {
  const seconds = Math.round((Date.now() - begin) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

module.exports = { createSteps };
