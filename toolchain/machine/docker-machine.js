"use strict";
const { batchFileProblem, builtDockerMachine, findDockerMachine } = require("../../lib/docker-machine.js");
const { UserError } = require("../../lib/command.js");
const { withLock } = require("../../lib/lock.js");
const versions = require("../../lib/versions.json");
const { which } = require("../../lib/which.js");
const { goBuild } = require("../packages/go-build.js");
const { downloadDockerMachine } = require("./release.js");

/**
 * The docker-machine to use: `docker-machine` or `rancher-machine` on PATH, else the project's own, which is downloaded
 * when missing, or built where no download works.
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} its path
 * @throws {UserError} when it can neither be downloaded nor built: says what to install
 */
async function dockerMachine(steps, env = process.env) {
  const found = findDockerMachine(env);
  if (found) return found;
  const problem = batchFileProblem(env);
  if (problem) steps.say(`  ${problem}`);
  const obtain = async () => findDockerMachine(env) ?? (await downloadOrBuild(steps, env));
  return withLock(`${builtDockerMachine()}.lock`, "the set-up of docker-machine", obtain, {
    timeoutSeconds: 1800,
    onWait: steps.say,
  });
}

/**
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
async function downloadOrBuild(steps, env) {
  const why = await downloadDockerMachine(steps, env);
  if (why !== undefined && !which(["go"], env))
    throw new UserError(
      `docker-machine is missing, and its official release cannot be used (${why}): ${advice()}, and run this again.`,
    );
  if (why !== undefined) await buildDockerMachine(steps, env);
  const found = findDockerMachine(env);
  if (!found) throw new Error(`docker-machine is still missing in ${builtDockerMachine()}`);
  return found;
}

/** What gives a person docker-machine without a compiler: package managers that verify it, or build it themselves. */
function advice() {
  if (process.platform === "darwin") return 'run "brew install docker-machine"';
  if (process.platform === "win32") return 'run "scoop install docker-machine"';
  return "put docker-machine or rancher-machine on PATH, or install a current Go from https://go.dev/dl";
}

/**
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} env
 */
function buildDockerMachine(steps, env) {
  const program = {
    module: "docker-machine",
    package: "github.com/rancher/machine/cmd/rancher-machine",
    ldflags: `-X github.com/rancher/machine/version.Version=v${versions.dockerMachine}`,
    output: builtDockerMachine(),
  };
  const title = `docker-machine ${versions.dockerMachine}: building from Go modules`;
  return steps.step(title, "2 to 10 minutes", (report) => goBuild(program, report, env));
}

module.exports = { dockerMachine };
