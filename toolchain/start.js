"use strict";
// npm start: sets everything up and brings the exercise's swarm up, or that of the stack which --stack or PULUMI_STACK
// names. Arguments after -- go to `pulumi up`.
const { main } = require("../lib/command.js");
const { localHostsOf } = require("./hosts/local-hosts.js");
const { defaultStack } = require("./shared/project.js");
const { runPulumi } = require("./pulumi/run.js");
const { closingText } = require("./shared/closing.js");
const { setUp } = require("./setup.js");
const { namedStack, prepareStack } = require("./pulumi/stack.js");
const { withKeys } = require("./pulumi/with-keys.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  const args = process.argv.slice(2);
  const steps = createSteps();
  const ofStack = namedStack(args, process.env) ?? defaultStack;
  const tools = await setUp(steps, () => localHostsOf(ofStack, steps));
  const { stack, isEmpty } = await prepareStack(tools.cli, tools.env, args);
  let interrupted = false;
  process.on("SIGINT", () => (interrupted = true));
  const flags = withoutWait(withoutQuestions(args), isEmpty);
  const up = () => runPulumi(tools, ["up", ...flags]);
  const code = await withKeys(tools, isEmpty ? undefined : stack, steps.say, up, true);
  const closing = closingText(code, flags, interrupted);
  if (closing) console.log(closing);
  return code;
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

/**
 * What is to be created on an empty stack is everything: without anyone to ask, a preview of that only takes time.
 * @param {readonly string[]} args
 * @param {boolean} isEmpty
 * @returns {readonly string[]}
 */
function withoutWait(args, isEmpty) {
  const isAsked = !args.some((arg) => /^(-y|--yes)(=true)?$/.test(arg));
  const chosen = args.some((arg) => /^(-f|--skip-preview|--preview-only|--diff|-h|--help)(=|$)/.test(arg));
  return isEmpty && !isAsked && !chosen ? [...args, "--skip-preview"] : args;
}
