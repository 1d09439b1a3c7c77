"use strict";
// npm run pulumi -- ARGUMENTS: any pulumi command, with the project's tools, passphrase and backend.
const { main } = require("../lib/command.js");
const { localHostsOf } = require("./hosts/local-hosts.js");
const { defaultStack } = require("./shared/project.js");
const { runPulumi } = require("./pulumi/run.js");
const { needsKeys } = require("./pulumi/keys.js");
const { withKeys } = require("./pulumi/with-keys.js");
const { setUp } = require("./setup.js");
const { ensureStack, namedStack, needsStack } = require("./pulumi/stack.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  const args = process.argv.slice(2);
  const steps = createSteps();
  const tools = await setUp(steps);
  const selected = needsStack(args) ? await ensureStack(tools.cli, tools.env) : undefined;
  const isUpdate = args[0] === "up" || args[0] === "update";
  if (isUpdate) await localHostsOf(namedStack(args, tools.env) ?? selected ?? defaultStack, steps);
  const stack = needsKeys(args) ? (namedStack(args, tools.env) ?? selected) : undefined;
  return withKeys(tools, stack, steps.say, () => runPulumi(tools, args), isUpdate);
});
