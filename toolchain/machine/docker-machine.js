"use strict";
const versions = require("../../lib/versions.json");
const { batchFileProblem, builtDockerMachine, findDockerMachine } = require("../../lib/docker-machine.js");
const { withLock } = require("../../lib/lock.js");
const { goBuild } = require("../packages/go-build.js");

/**
 * The docker-machine to use: `docker-machine` or `rancher-machine` on PATH, else the project's own, built when missing.
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} its path
 */
async function dockerMachine(steps, env = process.env) {
  const found = findDockerMachine(env);
  if (found) return found;
  const problem = batchFileProblem(env);
  if (problem) steps.say(`  ${problem}`);
  const output = builtDockerMachine();
  const build = async () => {
    if (!findDockerMachine(env)) await buildDockerMachine(output, steps, env);
  };
  await withLock(`${output}.lock`, "the build of docker-machine", build, {
    timeoutSeconds: 1800,
    onWait: steps.say,
  });
  return output;
}

/**
 * @param {string} output
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} env
 */
function buildDockerMachine(output, steps, env) {
  const program = {
    module: "docker-machine",
    package: "github.com/rancher/machine/cmd/rancher-machine",
    ldflags: `-X github.com/rancher/machine/version.Version=v${versions.dockerMachine}`,
    output,
  };
  const title = `docker-machine ${versions.dockerMachine}: building from Go modules`;
  return steps.step(title, "2 to 10 minutes", (report) => goBuild(program, report, env));
}

module.exports = { dockerMachine };
