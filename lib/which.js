"use strict";
// Looks for programs. We never use a shell, so only what the system itself can start is a program: on Windows that
// leaves batch files out (.cmd, .bat), which Node.js refuses to start without a shell.
const fs = require("node:fs");
const path = require("node:path");

/**
 * Finds a program. All of PATH is searched for the first name before the second.
 * @param {string | readonly string[]} names on PATH, with or without extension, or paths; the preferred one first
 * @param {NodeJS.ProcessEnv} [env] default: this process's own
 * @param {NodeJS.Platform} [platform] default: this computer's
 * @returns {string | undefined} its absolute path
 */
function which(names, env = process.env, platform = process.platform) {
  return search(names, env, platform, platform === "win32" ? [".exe", ".com"] : [""]);
}

/**
 * Finds a batch file that a person would take for the program.
 * @param {string | readonly string[]} names as for {@link which}
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string | undefined} its absolute path; always undefined but on Windows
 */
function findBatchFile(names, env = process.env, platform = process.platform) {
  if (platform !== "win32") return undefined;
  const known = (env.PATHEXT ?? ".CMD;.BAT").toLowerCase().split(";");
  return search(
    names,
    env,
    platform,
    known.filter((extension) => /^\.(cmd|bat)$/.test(extension)),
  );
}

/**
 * Whether a file is there and can be executed.
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
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
function programName(name, platform = process.platform) {
  return platform === "win32" ? `${name}.exe` : name;
}

/**
 * @param {string | readonly string[]} names
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {readonly string[]} extensions
 * @returns {string | undefined}
 */
function search(names, env, platform, extensions) {
  const folders = (env.PATH ?? env.Path ?? "")
    .split(platform === "win32" ? ";" : ":")
    .filter((folder) => path.isAbsolute(folder));
  for (const name of [names].flat()) {
    const files = /[\\/]/.test(name)
      ? [path.resolve(name)]
      : folders.map((folder) => path.join(folder, name));
    for (const file of files)
      for (const extension of extensions.includes(path.extname(name).toLowerCase()) ? [""] : extensions)
        if (isProgram(file + extension)) return file + extension;
  }
  return undefined;
}

module.exports = { which, findBatchFile, isProgram, programName };
