"use strict";
// npm run pulumi -- ARGUMENTS: any pulumi command, with the project's tools, passphrase and backend.
const { main } = require("../lib/command.js");
const { localHostsOf } = require("./local-hosts.js");
const { defaultStack } = require("./project.js");
const { runPulumi } = require("./run-pulumi.js");
const { setUp } = require("./setup.js");
const { ensureStack, namedStack, needsStack } = require("./stack.js");
const { createSteps } = require("./steps.js");

main(async () => {
  const args = process.argv.slice(2);
  const steps = createSteps();
  const tools = await setUp(steps);
  const selected = needsStack(args) ? await ensureStack(tools.cli, tools.env) : undefined;
  if (args[0] === "up" || args[0] === "update")
    await localHostsOf(namedStack(args, tools.env) ?? selected ?? defaultStack, steps);
  return runPulumi(tools, args);
});
