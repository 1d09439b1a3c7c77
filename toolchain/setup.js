"use strict";
// The whole set-up, each part of which does nothing when it is there already.
const path = require("node:path");
const versions = require("../lib/versions.json");
const { commandPlugin } = require("./pulumi/plugins.js");
const { atLeast } = require("../lib/compare-versions.js");
const { dockerMachine } = require("./machine/docker-machine.js");
const { pulumiEnvironment, stateNotice } = require("./pulumi/environment.js");
const { UserError } = require("../lib/command.js");
const { defineGitFilter, refreshGitIndex } = require("./pulumi/salt.js");
const { npmPackages } = require("./packages/npm.js");
const { projectFolder, stateFolder } = require("./shared/project.js");
const { repairFileBackend } = require("./pulumi/file-backend.js");
const { pulumiCli } = require("./pulumi/cli.js");

/**
 * @typedef {object} Tools
 * @property {import("./pulumi/cli.js").PulumiCli} cli
 * @property {NodeJS.ProcessEnv} env what pulumi, and the tests, run with
 */

/**
 * Gets or builds whatever is missing; what takes long is done side by side.
 * @param {import("./shared/steps.js").Steps} steps
 * @param {() => Promise<void>} [hosts] prepares local hosts beside the rest; throws at once what would fail at the end
 * @returns {Promise<Tools>}
 */
async function setUp(steps, hosts = () => Promise.resolve()) {
  checkNode(process.versions.node);
  defineGitFilter(projectFolder);
  refreshGitIndex(projectFolder);
  await npmPackages(projectFolder, steps);
  const hostsReady = hosts();
  const [tools] = await allOrErrors([pulumiWithPlugins(steps), dockerMachine(steps), hostsReady]);
  return tools;
}

/**
 * @param {import("./shared/steps.js").Steps} steps
 * @returns {Promise<Tools>}
 */
async function pulumiWithPlugins(steps) {
  const cli = await pulumiCli(steps);
  const env = pulumiEnvironment(cli, stateFolder);
  for (const line of repairFileBackend(path.join(stateFolder, "backend"))) steps.say(`  state: ${line}`);
  const notice = stateNotice(cli);
  if (notice) steps.say(notice);
  await commandPlugin(cli, env, steps);
  return { cli, env };
}

/** @param {string} version */
function checkNode(version) {
  if (!atLeast(version, versions.node))
    throw new UserError(
      `Node.js ${versions.node} or newer is needed, but this is ${version}: install it from https://nodejs.org.`,
    );
}

/**
 * Waits for all, so that no build is left running without its parent, then throws what the person has to do: all of it.
 * @template {readonly unknown[]} T
 * @param {{[K in keyof T]: Promise<T[K]>}} promises
 * @returns {Promise<T>}
 */
async function allOrErrors(promises) {
  const results = await Promise.allSettled(promises);
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const other = errors.find((error) => !(error instanceof UserError));
  if (other) throw other;
  if (errors.length > 0) throw new UserError(errors.map(({ message }) => message).join("\nerror: "));
  return /** @type {any} */ (results.map((result) => /** @type {any} */ (result).value));
}

module.exports = { setUp, checkNode, allOrErrors };
