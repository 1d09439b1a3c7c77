"use strict";
// Which stack the commands beside pulumi work on, and where its machines are.
const path = require("node:path");
const { pulumiEnvironment } = require("./environment.js");
const { projectFolder, stateFolder, defaultStack } = require("../shared/project.js");
const { findPulumiCli } = require("./cli.js");
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
  const store = env.MACHINE_STORAGE_PATH ?? path.join(stateFolder, name, cluster, "machines");
  return { stack, name, store: path.resolve(projectFolder, store) };
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

module.exports = { selectedStack };
