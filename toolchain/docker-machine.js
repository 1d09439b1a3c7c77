"use strict";
const path = require("node:path");
const versions = require("./versions.json");
const { cacheFolder } = require("./cache.js");
const { goBuild } = require("./go-build.js");
const { withLock } = require("./lock.js");
const { which, isProgram, programName } = require("./which.js");

/**
 * The docker-machine to use: `docker-machine` or `rancher-machine` on PATH, else the project's own, built when missing.
 * components/machine/binary.ts looks in the same places, so that a plain `pulumi up` finds the same one.
 * @param {import("./steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} its path
 */
async function dockerMachine(steps, env = process.env) {
  const found = findDockerMachine(env);
  if (found) return found;
  const output = ownDockerMachine();
  const title = `docker-machine ${versions.dockerMachine}: building from Go modules`;
  await withLock(`${output}.lock`, { report: steps.say }, async () => {
    if (isProgram(output)) return;
    const program = {
      module: "docker-machine",
      package: "github.com/rancher/machine/cmd/rancher-machine",
      ldflags: `-X github.com/rancher/machine/version.Version=v${versions.dockerMachine}`,
      output,
    };
    await steps.step(title, "2 to 10 minutes", (report) => goBuild(program, report, env));
  });
  return output;
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} the docker-machine that would be used, if there is one already
 */
function findDockerMachine(env = process.env) {
  return (
    which(["docker-machine", "rancher-machine"], env) ??
    (isProgram(ownDockerMachine()) ? ownDockerMachine() : undefined)
  );
}

function ownDockerMachine() {
  return path.join(cacheFolder("docker-machine", versions.dockerMachine), programName("docker-machine"));
}

module.exports = { dockerMachine, findDockerMachine };
