"use strict";
// npm run pulumi -- ARGUMENTS: any pulumi command, with the project's tools, passphrase and backend.
const { main } = require("../lib/command.js");
const { localHostsOf } = require("./hosts/local-hosts.js");
const { defaultStack } = require("./shared/project.js");
const { runPulumi } = require("./pulumi/run.js");
const { setUp } = require("./setup.js");
const { ensureStack, namedStack, needsStack } = require("./pulumi/stack.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  const args = process.argv.slice(2);
  const steps = createSteps();
  const tools = await setUp(steps);
  const selected = needsStack(args) ? await ensureStack(tools.cli, tools.env) : undefined;
  if (args[0] === "up" || args[0] === "update")
    await localHostsOf(namedStack(args, tools.env) ?? selected ?? defaultStack, steps);
  return runPulumi(tools, args);
});
