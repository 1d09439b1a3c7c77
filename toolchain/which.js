"use strict";
const fs = require("node:fs");
const path = require("node:path");

/**
 * The first program of some names on PATH; all of PATH is searched for the first name before the second.
 * @param {readonly string[]} names without extension, the preferred one first
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its absolute path
 */
function which(names, env) {
  const folders = (env.PATH ?? env.Path ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  const extensions = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  for (const name of names)
    for (const folder of folders)
      for (const extension of extensions) {
        const file = path.join(folder, name + extension);
        if (isProgram(file)) return file;
      }
  return undefined;
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The file name of a program on this platform.
 * @param {string} name without extension
 * @returns {string}
 */
function programName(name) {
  return process.platform === "win32" ? `${name}.exe` : name;
}

module.exports = { which, isProgram, programName };
