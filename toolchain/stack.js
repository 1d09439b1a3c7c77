"use strict";
// Which stack pulumi works on. pulumi keeps the selected stack in its home, keyed by the project's path and the backend.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { projectFolder, stateFolder, defaultStack } = require("./project.js");
const { tryRun } = require("../lib/run.js");
const { UserError } = require("../lib/command.js");
const { removeStaleSalt } = require("./stale-salt.js");

/** The backend that Pulumi.yaml names. */
const projectBackend = "file://./.state/backend";

/** Commands that need no stack, or that make or choose one. */
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
 * Makes or selects a stack.
 * @param {import("./pulumi-cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 * @param {string} stack
 */
async function selectStack(cli, env, stack) {
  if (env.PULUMI_STACK !== undefined || shortName(rememberedStack(cli, env)) === stack) return;
  const ownPassphrase = env.PULUMI_CONFIG_PASSPHRASE_FILE === path.join(stateFolder, "passphrase");
  if (ownPassphrase && !hasStack(stack)) removeStaleSalt(projectFolder, stack);
  const options = { cwd: projectFolder, env, timeoutSeconds: 60 };
  const result = await tryRun(
    cli.command,
    ["stack", "select", "--create", "--non-interactive", stack],
    options,
  );
  if (result.code !== 0)
    throw new UserError(
      `The stack ${stack} can be neither selected nor made. pulumi said:\n${result.output.trim()}`,
    );
}

/**
 * Makes sure that some stack is selected: the person's choice, else the exercise's.
 * @param {import("./pulumi-cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 */
async function ensureStack(cli, env) {
  if (env.PULUMI_STACK !== undefined || rememberedStack(cli, env)) return;
  const options = { cwd: projectFolder, env, timeoutSeconds: 60 };
  const selected = await tryRun(cli.command, ["stack", "--show-name", "--non-interactive"], options);
  if (selected.code !== 0) await selectStack(cli, env, defaultStack);
}

/**
 * The selected stack, read from pulumi's own memory, which is half a second faster than asking it.
 * @param {{home: string | undefined}} cli
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its full name; undefined: none, or one that has gone
 */
function rememberedStack({ home }, env) {
  const folder = path.join(home ?? path.join(os.homedir(), ".pulumi"), "workspaces");
  const key = createHash("sha1").update(path.join(projectFolder, "Pulumi.yaml")).digest("hex");
  try {
    const file = fs.readdirSync(folder).find((name) => name.endsWith(`-${key}-workspace.json`));
    if (!file) return undefined;
    const { stacks = {}, stack } = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"));
    const name = stacks[env.PULUMI_BACKEND_URL ?? projectBackend] ?? stack;
    return env.PULUMI_BACKEND_URL === undefined && !isInProjectBackend(name) ? undefined : name;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name "organization/project/stack"
 * @returns {boolean}
 */
function isInProjectBackend(name) {
  const [, project, stack] = name.split("/");
  return fs.existsSync(path.join(stateFolder, "backend", ".pulumi", "stacks", project, `${stack}.json`));
}

/**
 * @param {string} stack
 * @returns {boolean} whether this clone's backend has a stack of that name
 */
function hasStack(stack) {
  const projects = path.join(stateFolder, "backend", ".pulumi", "stacks");
  if (!fs.existsSync(projects)) return false;
  return fs
    .readdirSync(projects)
    .some((project) => fs.existsSync(path.join(projects, project, `${stack}.json`)));
}

/** @param {string | undefined} name */
function shortName(name) {
  return name?.split("/").pop();
}

module.exports = { needsStack, selectStack, ensureStack, rememberedStack, shortName };
