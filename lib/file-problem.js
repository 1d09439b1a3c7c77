"use strict";

/** What the system's codes mean, for those that a person can do something about. @type {Readonly<Record<string, string>>} */
const reasons = {
  EACCES: "you have no right to it",
  EPERM: "you have no right to it",
  EROFS: "its file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your quota is used up",
  ENOTDIR: "a part of its path is no folder",
};

/**
 * What to say of an error of the file system, where its code is one that a person can do something about.
 * @param {unknown} error
 * @returns {string | undefined} a sentence that names the file and the next step; undefined for any other error
 */
function fileProblem(error) {
  const { code = "", path, syscall } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  // A folder that cannot be created because the one above it is not there: HOME leads nowhere.
  const reason =
    reasons[code] ?? (code === "ENOENT" && syscall === "mkdir" ? "there is nothing above it" : undefined);
  if (!path || !reason) return undefined;
  return `${path} cannot be used: ${reason}. Change that and run again${cacheAdvice(path)}`;
}

/** @param {string} path */
function cacheAdvice(path) {
  const isCache = /[\\/](\.cache|pulumi-docker-machine-swarm)([\\/]|$)/.test(path);
  return isCache ? ", or name another folder for what is downloaded or built in XDG_CACHE_HOME." : ".";
}

module.exports = { fileProblem };
