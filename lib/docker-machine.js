"use strict";
// Which docker-machine is used. Set-up and `pulumi up` both ask here, so they agree.
const path = require("node:path");
const { cacheFolder } = require("./cache.js");
const versions = require("./versions.json");
const { findBatchFile, isProgram, programName, which } = require("./which.js");

const names = ["docker-machine", "rancher-machine"];

/**
 * An official release of docker-machine for one system and processor, as lib/versions.json pins it.
 * @typedef {object} DockerMachineRelease
 * @property {string} version
 * @property {string} url
 * @property {string} sha256 checksum of what the URL gives, in hexadecimal
 * @property {string} source where the checksum was found: another place than the file's own
 * @property {string} [member] name of the program in the archive; default: the file is the program itself
 * @property {string} [needs] what runs it where it was built for another processor
 */

/**
 * The docker-machine to use where none is named: `docker-machine`, else `rancher-machine` on PATH, else the one that
 * set-up downloaded, else the one that it built.
 * @param {NodeJS.ProcessEnv} [env] default: this process's own
 * @returns {string | undefined} its absolute path; undefined where there is none yet
 */
function findDockerMachine(env = process.env) {
  const ours = [downloadedDockerMachine(), builtDockerMachine()];
  return which(names, env) ?? ours.find((file) => file !== undefined && isProgram(file));
}

/** @returns {DockerMachineRelease | undefined} the release for this computer; undefined where no checksum is known */
function dockerMachineRelease() {
  /** @type {Record<string, DockerMachineRelease>} */
  const releases = versions.dockerMachineReleases;
  const key = `${process.platform}-${process.arch}`;
  return Object.hasOwn(releases, key) ? releases[key] : undefined;
}

/** @returns {string | undefined} where set-up puts the release for this computer; undefined where there is none */
function downloadedDockerMachine() {
  const release = dockerMachineRelease();
  return release && path.join(cacheFolder("docker-machine", release.version, "release"), fileName());
}

/** @returns {string} where set-up puts the docker-machine it builds, whether it is there or not */
function builtDockerMachine() {
  return path.join(cacheFolder("docker-machine", versions.dockerMachine), fileName());
}

/** The name of set-up's own docker-machine, whichever it is. */
const fileName = () => programName("docker-machine");

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

module.exports = {
  findDockerMachine,
  dockerMachineRelease,
  downloadedDockerMachine,
  builtDockerMachine,
  batchFileProblem,
};
