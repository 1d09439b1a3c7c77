"use strict";
// Which docker-machine is used. Set-up and `pulumi up` both ask here, so they agree.
const path = require("node:path");
const { cacheFolder } = require("./cache.js");
const versions = require("./versions.json");
const { findBatchFile, isProgram, programName, which } = require("./which.js");

const names = ["docker-machine", "rancher-machine"];

/**
 * The docker-machine to use where none is named: `docker-machine`, else `rancher-machine` on PATH, else the one that
 * set-up built.
 * @param {NodeJS.ProcessEnv} [env] default: this process's own
 * @returns {string | undefined} its absolute path; undefined where there is none yet
 */
function findDockerMachine(env = process.env) {
  const built = builtDockerMachine();
  return which(names, env) ?? (isProgram(built) ? built : undefined);
}

/** @returns {string} where set-up puts the docker-machine it builds, whether it is there or not */
function builtDockerMachine() {
  return path.join(cacheFolder("docker-machine", versions.dockerMachine), programName("docker-machine"));
}

/**
 * Why a docker-machine that seems to be on PATH is not used.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {readonly string[]} [wanted] names without extension
 * @param {NodeJS.Platform} [platform]
 * @returns {string | undefined} a sentence without full stop; undefined where nothing seems to be there
 */
function batchFileProblem(env = process.env, wanted = names, platform = process.platform) {
  const file = findBatchFile(wanted, env, platform);
  return file && `${file} is a batch file, which cannot be started without a shell: an .exe file is needed`;
}

module.exports = { findDockerMachine, builtDockerMachine, batchFileProblem };
