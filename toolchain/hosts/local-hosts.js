"use strict";
// What driver "local" needs before its first host: root, some Debian packages, and the base of the hosts' file systems.
const fs = require("node:fs");
const path = require("node:path");
const { debianPackages, hostPackages } = require("../packages/debian.js");
const { UserError } = require("../../lib/command.js");
const { projectFolder } = require("../shared/project.js");
const { tryRun } = require("../../lib/run.js");

/**
 * Prepares this computer for a stack's local hosts, if it has any. Throws at once, not later, when that cannot be.
 * @param {string} stack
 * @param {import("../shared/steps.js").Steps} steps
 * @returns {Promise<void>}
 */
function localHostsOf(stack, steps) {
  if (!needsLocalHosts(stack)) return Promise.resolve();
  checkLocalHosts();
  return prepareLocalHosts(steps);
}

/**
 * Whether a stack has machines of driver local.
 * @param {string} stack
 * @returns {boolean}
 */
function needsLocalHosts(stack) {
  return driversOf(projectFolder, stack).some((driver) => resolveDriver(driver) === "local");
}

/**
 * Says at once, before minutes of building, what would make local hosts fail at the end.
 * @param {NodeJS.Platform} platform
 * @param {number | undefined} user
 */
function checkLocalHosts(platform = process.platform, user = process.getuid?.()) {
  const other = "or choose another driver: npm run pulumi -- config set driver virtualbox";
  if (platform !== "linux")
    throw new UserError(`Driver local makes hosts on Linux only: use a Linux computer, ${other}`);
  if (user !== 0)
    throw new UserError(
      `Driver local makes system containers and needs root: run this with sudo env "PATH=$PATH" before it, ${other}`,
    );
}

/**
 * Prepares this computer for local hosts; fast when that was done before.
 * @param {import("../shared/steps.js").Steps} steps
 */
async function prepareLocalHosts(steps) {
  await debianPackages(hostPackages, "local hosts", steps);
  if (fs.existsSync(load("hosts/local/registry").baseFolder())) return;
  await steps.step("base of the local hosts: making", "1 to 2 minutes", async (report) => {
    const child = [path.join(__dirname, "local-base.js")];
    const { code, output } = await tryRun(process.execPath, child, { cwd: projectFolder, onLine: report });
    if (code !== 0)
      throw new UserError(`Cannot create the base of the local hosts: ${output.trim().slice(-3000)}`);
  });
}

/**
 * The drivers of a stack's nodes, as configured: each its own, else the cluster's.
 * @param {string} folder the project
 * @param {string} stack
 * @returns {string[]} each once
 * @throws {UserError} when a settings file cannot be read
 */
function driversOf(folder, stack) {
  const project = readYaml(path.join(folder, "Pulumi.yaml"));
  const config = readYaml(path.join(folder, `Pulumi.${stack}.yaml`)).config ?? {};
  const setting = (/** @type {string} */ key) =>
    config[`${project.name}:${key}`] ?? config[key] ?? project.config?.[key]?.default;
  const cluster = setting("driver") ?? "auto";
  const nodes = [setting("nodes") ?? []].flat();
  const drivers = nodes.map((node) => node?.driver ?? cluster);
  return [...new Set(drivers.length > 0 ? drivers : [cluster])];
}

/**
 * @param {string} file
 * @returns {any} what it holds; an empty object where there is none
 */
function readYaml(file) {
  if (!fs.existsSync(file)) return {};
  try {
    return require("yaml").parse(fs.readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * @param {string} driver
 * @returns {string}
 */
function resolveDriver(driver) {
  return load("machine/drivers/index").resolveDriver(driver);
}

/**
 * The components' modules; only here, since load.js, as yaml, needs the npm packages.
 * @param {string} name
 * @returns {any}
 */
function load(name) {
  return require("../../load.js")(name);
}

module.exports = { localHostsOf, needsLocalHosts, checkLocalHosts, prepareLocalHosts, driversOf };
