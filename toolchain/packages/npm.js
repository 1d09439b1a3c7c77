"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { tryRun } = require("../../lib/run.js");
const { withLock } = require("../../lib/lock.js");
const { which } = require("../../lib/which.js");
const { UserError } = require("../../lib/command.js");

/**
 * Installs the npm packages of package-lock.json, unless they are installed.
 * @param {string} folder the folder with package-lock.json
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 */
async function npmPackages(folder, steps, env = process.env) {
  if (areInstalled(folder)) return;
  const install = async () => {
    if (areInstalled(folder)) return;
    await steps.step("npm packages: installing", "20 s to 1 minute", async (report) => {
      const [command, ...args] = npm(env);
      const result = await tryRun(command, [...args, "ci"], { cwd: folder, env, onLine: report });
      if (result.code !== 0)
        throw new UserError(
          `npm ci failed in ${folder}; run it there by hand once it can work. It said:\n${result.output}`,
        );
    });
  };
  await withLock(path.join(folder, ".state", "npm.lock"), "the npm packages", install);
}

/**
 * Compares what is wanted with npm's own record of what it installed, which it writes last: an install that was killed
 * half-way, or of an older package-lock.json, does not count, and an `npm install` by hand does.
 * @param {string} folder
 * @returns {boolean}
 */
function areInstalled(folder) {
  const wanted = packages(path.join(folder, "package-lock.json"));
  const installed = packages(path.join(folder, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([name, { version, optional, link }]) =>
      name === "" || link || (name in installed ? installed[name].version === version : optional),
  );
}

/**
 * @param {string} file
 * @returns {Record<string, {version?: string, optional?: boolean, link?: boolean}> | undefined}
 */
function packages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * npm as a command without a shell: on Windows `npm` is a batch file, which cannot be started without one.
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]]}
 */
function npm(env) {
  const beside = path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  const script = [env.npm_execpath, beside].find(
    (file) => file?.endsWith("npm-cli.js") && fs.existsSync(file),
  );
  if (script) return [process.execPath, script];
  const program = process.platform === "win32" ? undefined : which(["npm"], env);
  if (!program)
    throw new UserError("npm is not on PATH; it comes with Node.js: install that from https://nodejs.org.");
  return [program];
}

module.exports = { npm, npmPackages, areInstalled };
