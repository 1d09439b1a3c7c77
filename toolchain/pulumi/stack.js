"use strict";
// Which stack pulumi works on: the one that --stack or PULUMI_STACK names, else the one that pulumi says is selected.
const { UserError } = require("../../lib/command.js");
const { tryRun } = require("../../lib/run.js");
const { projectFolder, stateFolder, defaultStack } = require("../shared/project.js");
const { isOwnPassphrase } = require("./environment.js");
const { removeStaleSalt } = require("./salt.js");

/** @typedef {{name: string, current: boolean, resourceCount?: number}} Stack as `pulumi stack ls --json` lists it */

/** Commands that need no stack, or that create or choose one. */
const stackless =
  /^(about|completion|convert|gen-completion|help|install|login|logout|new|org|package|plugin|schema|version|whoami)$/;
const stackChoosing = /^(init|new|ls|select|unselect|rm|rename)$/;

/**
 * Whether a pulumi command works on the selected stack.
 * @param {readonly string[]} args of pulumi
 * @returns {boolean}
 */
function needsStack(args) {
  const words = args.filter((arg) => !arg.startsWith("-"));
  if (
    words.length === 0 ||
    stackless.test(words[0]) ||
    (words[0] === "stack" && stackChoosing.test(words[1] ?? ""))
  )
    return false;
  return !args.some((arg) => /^(-s|--stack|-C|--cwd|-h|--help)(=|$)/.test(arg));
}

/**
 * The stack that a command line or the environment names.
 * @param {readonly string[]} args of pulumi
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its short name; undefined where pulumi's selection counts
 */
function namedStack(args, env) {
  return shortName(fullName(args, env));
}

/**
 * @param {readonly string[]} args of pulumi
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} as pulumi takes it
 */
function fullName(args, env) {
  const index = args.findIndex((arg) => /^(-s|--stack)(=|$)/.test(arg));
  const flag = index < 0 ? undefined : (args[index].split("=")[1] ?? args[index + 1]);
  return flag ?? (env.PULUMI_STACK || undefined);
}

/**
 * Creates the stack of a command line where it is missing. One that the command line or the environment names is left
 * unselected: it is for this run.
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 * @param {readonly string[]} args of pulumi
 * @returns {Promise<{stack: string, isEmpty: boolean}>} its short name, and whether it certainly holds no resource
 */
async function prepareStack(cli, env, args) {
  const named = namedStack(args, env);
  const stack = named ?? defaultStack;
  const stacks = await listStacks(cli, env);
  const known = stacks.find(({ name }) => shortName(name) === stack);
  if (named === undefined) await select(cli, env, stack, stacks);
  else if (!known)
    await create(cli, env, stack, ["stack", "init", "--no-select", fullName(args, env) ?? stack]);
  return { stack, isEmpty: !known || known.resourceCount === 0 };
}

/**
 * Makes sure that some stack is selected: the person's choice, else the exercise's.
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 * @returns {Promise<string>} its short name
 */
async function ensureStack(cli, env) {
  const named = namedStack([], env);
  if (named !== undefined) return named;
  const stacks = await listStacks(cli, env);
  const current = stacks.find((stack) => stack.current);
  if (current) return shortName(current.name);
  await select(cli, env, defaultStack, stacks);
  return defaultStack;
}

/**
 * The stack that pulumi has selected.
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 * @returns {Promise<string | undefined>} its name, as pulumi takes it; undefined where none is selected
 */
async function currentStack(cli, env) {
  return (await listStacks(cli, env)).find((stack) => stack.current)?.name;
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @param {string} stack
 * @param {readonly Stack[]} stacks all there are
 */
async function select(cli, env, stack, stacks) {
  const known = stacks.find(({ name }) => shortName(name) === stack);
  if (known?.current) return;
  const command = ["stack", "select", "--create", stack];
  if (known) await askOrThrow(cli, env, stack, command);
  else await create(cli, env, stack, command);
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @param {string} stack
 * @param {string[]} command that creates it
 */
async function create(cli, env, stack, command) {
  if (isOwnPassphrase(env, stateFolder)) removeStaleSalt(projectFolder, stack);
  await askOrThrow(cli, env, stack, command);
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @param {string} stack
 * @param {string[]} command
 */
async function askOrThrow(cli, env, stack, command) {
  const { code, output } = await ask(cli, env, command);
  if (code !== 0)
    throw new UserError(`Cannot select or create the stack ${stack}. pulumi said:\n${output.trim()}`);
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Stack[]>} this project's stacks
 */
async function listStacks(cli, env) {
  const { code, stdout, output } = await ask(cli, env, ["stack", "ls", "--json"]);
  if (code !== 0) throw new UserError(`Cannot list the stacks. pulumi said:\n${output.trim()}`);
  return JSON.parse(stdout);
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} args
 */
function ask(cli, env, args) {
  return tryRun(cli.command, [...args, "--non-interactive"], { cwd: projectFolder, env, timeoutSeconds: 60 });
}

/**
 * @template {string | undefined} Name
 * @param {Name} name "dev", or "organization/project/dev"
 * @returns {Name}
 */
function shortName(name) {
  return /** @type {Name} */ (name?.split("/").pop());
}

module.exports = { needsStack, namedStack, prepareStack, ensureStack, currentStack, shortName };
