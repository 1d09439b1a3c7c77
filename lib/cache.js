"use strict";
// Where everything built or downloaded lies: one cache of the user, shared by all clones of this project.
const os = require("node:os");
const path = require("node:path");

/**
 * The folder of one cached thing, keyed by its version, so that two versions never mix.
 * @param {...string} parts for example ("docker-machine", "0.15.0-rancher130")
 * @returns {string} an absolute path; nothing is created
 */
function cacheFolder(...parts) {
  const base =
    process.env.XDG_CACHE_HOME ||
    (process.platform === "win32" && process.env.LOCALAPPDATA) ||
    path.join(os.homedir(), ".cache");
  return path.join(base, "pulumi-docker-machine-swarm", ...parts);
}

module.exports = { cacheFolder };
