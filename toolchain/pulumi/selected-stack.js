"use strict";
// Which stack the commands beside pulumi work on, and where its machines are.
const fs = require("node:fs");
const path = require("node:path");
const { tryRun } = require("../../lib/run.js");
const { pulumiEnvironment } = require("./environment.js");
const { projectFolder, stateFolder, defaultStack } = require("../shared/project.js");
const { findPulumiCli } = require("./cli.js");
const { layOutKeys } = require("./keys.js");
const { currentStack, shortName } = require("./stack.js");

/** The cluster that index.ts makes; MACHINE_STORAGE_PATH names the store of another one. */
const cluster = "swarm";

/**
 * @typedef {object} SelectedStack
 * @property {string} stack its name, as pulumi takes it
 * @property {string} name its short name
 * @property {string} store absolute path of the machine store of its cluster
 */

/**
 * The stack that PULUMI_STACK names, else the selected one, else the exercise's.
 * @param {NodeJS.ProcessEnv} [env] MACHINE_STORAGE_PATH: store of another cluster
 * @returns {Promise<SelectedStack>}
 */
async function selectedStack(env = process.env) {
  const stack = (await chosenStack(env)) ?? defaultStack;
  const name = shortName(stack) ?? stack;
  if (!env.MACHINE_STORAGE_PATH) await layOutSelected(stack, env);
  const store = env.MACHINE_STORAGE_PATH ?? (await storeOf(stack, env));
  return { stack, name, store: path.resolve(projectFolder, store) };
}

/**
 * The store of a stack's cluster: where its name says, unless the stack was renamed or its settings name another folder.
 * @param {string} stack
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} absolute, or relative to the project
 */
async function storeOf(stack, env) {
  const name = shortName(stack);
  const folder = path.join(stateFolder, name, cluster);
  const store = path.join(folder, "machines");
  // A folder with a note of its owner belongs to a stack that had this name before (components/workspace/folders.ts).
  if (fs.existsSync(store) && !fs.existsSync(path.join(folder, "owner"))) return store;
  return (await recordedStore(stack, env)) ?? store;
}

/**
 * Gets the keys of a stack that was brought up on another computer.
 * @param {string} stack
 * @param {NodeJS.ProcessEnv} env
 */
async function layOutSelected(stack, env) {
  const cli = await findPulumiCli(env);
  const tools = cli && { cli, env: pulumiEnvironment(cli, stateFolder, env) };
  if (tools) await layOutKeys(tools, stack, console.error);
}

/**
 * @param {string} stack
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} the store that the stack's state has, absolute or relative to the project
 */
async function recordedStore(stack, env) {
  const cli = await findPulumiCli(env);
  if (!cli) return undefined;
  const args = ["stack", "export", "--non-interactive", "--stack", stack];
  const options = { cwd: projectFolder, env: pulumiEnvironment(cli, stateFolder, env), timeoutSeconds: 60 };
  const { code, stdout } = await tryRun(cli.command, args, options);
  return code === 0 ? storeIn(JSON.parse(stdout)) : undefined;
}

/**
 * @param {{deployment?: {resources?: {urn: string, inputs?: {storePath?: string}}[]}}} state as `pulumi stack export` prints it
 * @returns {string | undefined} the store of the cluster that index.ts makes
 */
function storeIn({ deployment }) {
  const resources = deployment?.resources ?? [];
  const swarms = resources.filter(({ urn }) => /swarm:Swarm::[^:]+$/.test(urn));
  const own = swarms.find(({ urn }) => urn.endsWith(`::${cluster}`)) ?? swarms[0];
  return own?.inputs?.storePath;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
async function chosenStack(env) {
  if (env.PULUMI_STACK) return env.PULUMI_STACK;
  // Without pulumi there is no stack yet.
  const cli = await findPulumiCli(env);
  return cli && currentStack(cli, pulumiEnvironment(cli, stateFolder, env));
}

module.exports = { selectedStack, storeIn, storeOf };
