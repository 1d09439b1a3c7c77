"use strict";
// npm test: sets everything up and runs every test, the end-to-end ones on real machines included.
// npm test -- PATTERN runs only those of jest's tests whose path matches.
const { runChecks } = require("./checks.js");
const { debianPackages, testPackages } = require("./debian-packages.js");
const { main } = require("../lib/command.js");
const { runGoTests } = require("./go-tests.js");
const { runJest } = require("./jest-tests.js");
const { prepareLocalHosts } = require("./local-hosts.js");
const { setUp } = require("./setup.js");
const { createSteps } = require("./steps.js");
const { sum, summary } = require("./tally.js");

main(async () => {
  const patterns = process.argv.slice(2);
  const steps = createSteps();
  const { env } = await setUp(steps, () => prepareForEndToEnd(steps));
  const tallies = patterns.length > 0 ? [] : [await runChecks(env), await runGoTests(env)];
  const result = sum([...tallies, await runJest(patterns, env)]);
  console.log(summary(result));
  return result.failed === 0 ? 0 : 1;
});

/**
 * The end-to-end tests have hosts of driver local, and are skipped where these cannot be: not Linux, or not root.
 * @param {import("./steps.js").Steps} steps
 */
async function prepareForEndToEnd(steps) {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return;
  await debianPackages(testPackages, "the end-to-end tests", steps);
  await prepareLocalHosts(steps);
}
