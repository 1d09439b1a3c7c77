"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { projectFolder } = require("./shared/project.js");
const { foreground } = require("../lib/foreground.js");
const { sum, tally } = require("./tally.js");

/** The end-to-end tests use real machines of this one computer. */
const endToEnd = "/tests/e2e/";
/** Those of them that look at the whole computer, or measure time: nothing runs beside them. */
const alone = "/tests/e2e/alone/";
/** Those of them that are only run by their name: how long they take is up to SwarmKit's elections. */
const byName = "/tests/e2e/by-name/";

/**
 * Runs the tests that need no machines.
 * @param {readonly string[]} patterns paths to choose from; none: all of them
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./tally.js").Tally>}
 */
function runUnitTests(patterns, env) {
  const args = [...chosen(patterns), "--maxWorkers=100%", ...ignoring(endToEnd)];
  return jest(args, env, patterns.length === 0 ? "unit" : undefined);
}

/**
 * Runs the end-to-end tests: first those that must be alone, one file after the other, then two files at a time. Most of
 * a file's time is waiting for machines; more than two would make the timing of swarms depend on the load.
 * @param {readonly string[]} patterns paths to choose from; none: all of them
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./tally.js").Tally>}
 */
async function runEndToEndTests(patterns, env) {
  const sequencer = path.join(__dirname, "longest-first.js");
  const reporter = path.join(__dirname, "case-reporter.js");
  const both = [...chosen(patterns), "--reporters=default", `--reporters=${reporter}`];
  const serial = ["--runInBand", ...ignoring(allBut(alone))];
  const whole = patterns.length === 0;
  const others = whole ? [alone, byName] : [alone];
  const pairs = ["--maxWorkers=2", "--testSequencer", sequencer, ...ignoring(allBut(endToEnd), ...others)];
  return sum([
    await jest([...both, ...serial], env, whole ? "alone" : undefined),
    await jest([...both, ...pairs], env, whole ? "e2e" : undefined),
  ]);
}

/** @param {readonly string[]} patterns */
function chosen(patterns) {
  return patterns.length > 0 ? [...patterns, "--passWithNoTests"] : [];
}

/** @param {readonly string[]} patterns of paths that are no tests of this run */
function ignoring(...patterns) {
  return ["--testPathIgnorePatterns", ...patterns, "/node_modules/"];
}

/**
 * A pattern, and not a list of paths, so that it can stand beside the person's own.
 * @param {string} folder below tests/
 */
function allBut(folder) {
  return `/tests/(?!${folder.slice("/tests/".length)})`;
}

/** Where the results of the last whole runs are kept, for the page on reliability. */
const resultsFolder = path.join(projectFolder, "node_modules", ".cache", "test-results");

/**
 * What the last whole run of each kind of test found.
 * @returns {import("./reliability-page.js").TestResult[]}
 */
function lastResults() {
  if (!fs.existsSync(resultsFolder)) return [];
  return fs
    .readdirSync(resultsFolder)
    .flatMap((name) => JSON.parse(fs.readFileSync(path.join(resultsFolder, name), "utf8")));
}

/**
 * @param {{testResults: {name: string, assertionResults: {fullName: string, status: string}[]}[]}} results of jest
 * @param {string} kind
 */
function keepResults({ testResults }, kind) {
  const kept = testResults.flatMap(({ name, assertionResults }) => {
    const file = path.relative(projectFolder, name).split(path.sep).join("/");
    return assertionResults.map(({ fullName, status }) => ({ file, title: fullName, status }));
  });
  fs.mkdirSync(resultsFolder, { recursive: true });
  fs.writeFileSync(path.join(resultsFolder, `${kind}.json`), JSON.stringify(kept));
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [kind] kind of tests, where its results are to be kept
 * @returns {Promise<import("./tally.js").Tally>}
 */
async function jest(args, env, kind) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "jest-results-"));
  const file = path.join(folder, "results.json");
  const program = path.join(projectFolder, "node_modules", "jest", "bin", "jest.js");
  try {
    const all = [program, ...args, "--json", "--outputFile", file];
    const code = await foreground(process.execPath, all, { cwd: projectFolder, env });
    if (!fs.existsSync(file)) return tally({ failed: 1 });
    const results = JSON.parse(fs.readFileSync(file, "utf8"));
    if (kind !== undefined) keepResults(results, kind);
    return countJest(results, code);
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

module.exports = { runUnitTests, runEndToEndTests, countJest, lastResults };
