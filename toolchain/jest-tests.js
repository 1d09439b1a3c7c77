"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { projectFolder } = require("./project.js");
const { foreground } = require("../lib/foreground.js");
const { sum, tally } = require("./tally.js");

/** The end-to-end tests use real machines of this one computer, so they run one file after the other, and last. */
const endToEnd = "tests/e2e/";

/**
 * Runs jest's tests.
 * @param {readonly string[]} patterns paths to choose from; none: all tests
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./tally.js").Tally>}
 */
async function runJest(patterns, env) {
  const chosen = patterns.length > 0 ? [...patterns, "--passWithNoTests"] : [];
  const unit = await jest([...chosen, "--testPathIgnorePatterns", endToEnd, "/node_modules/"], env);
  const real = await jest([...chosen, "--runInBand", "--testPathIgnorePatterns", notEndToEnd()], env);
  const result = sum([unit, real]);
  if (result.passed + result.failed + result.skipped > 0) return result;
  console.log(`FAIL no test's path matches ${patterns.join(" ")}`);
  return tally({ failed: 1 });
}

/** A pattern, and not a list of paths, so that it can stand beside the person's own. */
function notEndToEnd() {
  return `/tests/(?!e2e/)`;
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./tally.js").Tally>}
 */
async function jest(args, env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "jest-results-"));
  const file = path.join(folder, "results.json");
  const program = path.join(projectFolder, "node_modules", "jest", "bin", "jest.js");
  try {
    const all = [program, ...args, "--json", "--outputFile", file];
    const code = await foreground(process.execPath, all, { cwd: projectFolder, env });
    return fs.existsSync(file)
      ? countJest(JSON.parse(fs.readFileSync(file, "utf8")), code)
      : tally({ failed: 1 });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {{numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, numRuntimeErrorTestSuites: number}} results
 * @param {number} code jest's exit code
 * @returns {import("./tally.js").Tally}
 */
function countJest(results, code) {
  const counted = tally({
    passed: results.numPassedTests,
    // A file that cannot even be loaded has no tests to count.
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  });
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

module.exports = { runJest, countJest };
