"use strict";
// npm start: sets everything up and brings the exercise's swarm up. Arguments after -- go to `pulumi up`.
const { main } = require("../lib/command.js");
const { localHostsOf } = require("./hosts/local-hosts.js");
const { defaultStack } = require("./shared/project.js");
const { runPulumi } = require("./pulumi/run.js");
const { setUp } = require("./setup.js");
const { selectStack } = require("./pulumi/stack.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  const args = process.argv.slice(2);
  const steps = createSteps();
  const tools = await setUp(steps, () => localHostsOf(defaultStack, steps));
  await selectStack(tools.cli, tools.env, defaultStack);
  return runPulumi(tools, ["up", "--stack", defaultStack, ...withoutQuestions(args)]);
});

/**
 * Nobody can answer without a terminal: go on then, as with --yes.
 * @param {readonly string[]} args
 * @returns {readonly string[]}
 */
function withoutQuestions(args) {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  return terminal || args.some((arg) => /^(-y|--yes)(=|$)/.test(arg)) ? args : ["--yes", ...args];
}
