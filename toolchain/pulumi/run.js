"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { refreshGitIndex } = require("./salt.js");
const { projectFolder, stateFolder } = require("../shared/project.js");
const { foreground } = require("../../lib/foreground.js");

/**
 * Runs pulumi in the person's terminal.
 * @param {import("../setup.js").Tools} tools
 * @param {readonly string[]} args
 * @returns {Promise<number>} pulumi's exit code
 */
async function runPulumi({ cli, env }, args) {
  const code = await foreground(cli.command, args, { cwd: projectFolder, env });
  refreshGitIndex(projectFolder);
  const advice = code === 0 ? undefined : lockedStackAdvice(path.join(stateFolder, "backend"));
  if (advice) console.error(advice);
  return code;
}

/**
 * Advice when a killed pulumi left its lock on a stack in this clone's backend.
 * @param {string} backend folder of the file backend
 * @returns {string | undefined} one line; undefined when there is no such lock
 */
function lockedStackAdvice(backend) {
  const locks = path.join(backend, ".pulumi", "locks");
  if (!fs.existsSync(locks)) return undefined;
  const files = fs
    .readdirSync(locks, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"));
  const dead = files.some((name) => isOfDeadProcess(path.join(locks, name)));
  return dead
    ? "A pulumi that was killed left its lock: remove it with `npm run pulumi -- cancel --yes`, then try again."
    : undefined;
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function isOfDeadProcess(file) {
  try {
    const { pid, hostname } = JSON.parse(fs.readFileSync(file, "utf8"));
    if (hostname !== os.hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}

module.exports = { runPulumi, lockedStackAdvice };
