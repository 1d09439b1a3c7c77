"use strict";
// npm test: every check and every test, the end-to-end ones on real machines included.
// npm test -- PATTERN: only those of jest's tests whose path matches.
// npm run test:unit [-- PATTERN]: all that needs no machines; it installs npm packages and no other tool.
// npm run test:e2e [-- NAME]: the end-to-end tests, all or those whose file name contains NAME.
const { runChecks } = require("./checks.js");
const { debianPackages, testPackages } = require("./packages/debian.js");
const { main } = require("../lib/command.js");
const { runGoTests } = require("./go-tests.js");
const { runEndToEndTests, runUnitTests } = require("./jest-tests.js");
const { prepareLocalHosts } = require("./hosts/local-hosts.js");
const { npmPackages } = require("./packages/npm.js");
const { projectFolder } = require("./shared/project.js");
const { setUp } = require("./setup.js");
const { createSteps } = require("./shared/steps.js");
const { sum, summary, tally } = require("./tally.js");

/** What each script runs. @type {Record<string, (patterns: string[]) => Promise<import("./tally.js").Tally>>} */
const scripts = { "--all": all, "--unit": unit, "--e2e": endToEnd };

main(async () => {
  const [script, ...patterns] = process.argv.slice(2);
  const result = await scripts[script](patterns);
  console.log(summary(result));
  return result.failed === 0 ? 0 : 1;
});

/** @param {string[]} patterns */
async function all(patterns) {
  const env = await everything();
  const tallies = [
    ...(patterns.length > 0 ? [] : [await checks(env)]),
    await runUnitTests(patterns, env),
    await runEndToEndTests(patterns, env),
  ];
  return found(sum(tallies), patterns);
}

/** @param {string[]} patterns */
async function unit(patterns) {
  await npmPackages(projectFolder, createSteps());
  const checked = patterns.length > 0 ? tally() : await checks(process.env);
  return found(sum([checked, await runUnitTests(patterns, process.env)]), patterns);
}

/** @param {string[]} names */
async function endToEnd(names) {
  const env = await everything();
  // Only the file's own name counts: the path of a clone may well contain "machine".
  const patterns = names.map((name) => `/tests/e2e/.*${name.replace(/^(\.\/)?tests\/e2e\//, "")}`);
  return found(await runEndToEndTests(patterns, env), names);
}

/**
 * What no test runner runs. Side by side, since each of them uses one core.
 * @param {NodeJS.ProcessEnv} env
 */
async function checks(env) {
  return sum(await Promise.all([runChecks(env), runGoTests(env)]));
}

/**
 * Sets up all that the end-to-end tests use. They are skipped where there can be no hosts of driver local: not Linux, or
 * not root.
 * @returns {Promise<NodeJS.ProcessEnv>} what the tests run with
 */
async function everything() {
  const steps = createSteps();
  const { env } = await setUp(steps, async () => {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return;
    await debianPackages(testPackages, "the end-to-end tests", steps);
    await prepareLocalHosts(steps);
  });
  return env;
}

/**
 * A pattern that matches nothing is a typing error, and must not pass.
 * @param {import("./tally.js").Tally} result
 * @param {string[]} patterns
 */
function found(result, patterns) {
  if (result.passed + result.failed + result.skipped > 0) return result;
  console.log(`FAIL no test's path matches ${patterns.join(" ")}`);
  return tally({ failed: 1 });
}
