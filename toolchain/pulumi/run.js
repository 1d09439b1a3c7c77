"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { debuggingEnvironment } = require("./debugging.js");
const { refreshGitIndex } = require("./salt.js");
const { projectFolder, stateFolder } = require("../shared/project.js");
const { foreground } = require("../../lib/foreground.js");
const { exists } = require("../../lib/process-group.js");

/**
 * Runs pulumi in the person's terminal.
 * @param {import("../setup.js").Tools} tools
 * @param {readonly string[]} args
 * @returns {Promise<number>} pulumi's exit code
 */
async function runPulumi({ cli, env }, args) {
  const code = await foreground(cli.command, args, {
    cwd: projectFolder,
    env: { ...env, ...debuggingEnvironment(args) },
  });
  refreshGitIndex(projectFolder);
  const advice = code === 0 ? undefined : lockedStackAdvice(path.join(stateFolder, "backend"));
  if (advice) console.error(advice);
  return code;
}

/**
 * Advice when a lock is on a stack in this clone's backend: that of a killed pulumi is to be removed, that of another one
 * at work never.
 * @param {string} backend folder of the file backend
 * @returns {string | undefined} one line; undefined when there is no such lock, or of another computer's pulumi
 */
function lockedStackAdvice(backend) {
  const locks = path.join(backend, ".pulumi", "locks");
  if (!fs.existsSync(locks)) return undefined;
  const files = fs.readdirSync(locks, { recursive: true, encoding: "utf8" });
  const holders = files
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => holderOf(path.join(locks, name)));
  const working = holders.find(({ isAlive }) => isAlive);
  if (working)
    return `Another pulumi works on a stack of this folder (process ${working.pid}): wait for its end.`;
  return holders.length > 0
    ? "A pulumi that was killed left its lock: remove it with `npm run pulumi -- cancel --yes`, then try again."
    : undefined;
}

/**
 * @param {string} file a lock
 * @returns {{pid: number, isAlive: boolean}[]} its process, where that is one of this computer
 */
function holderOf(file) {
  try {
    const { pid, hostname } = JSON.parse(fs.readFileSync(file, "utf8"));
    return hostname === os.hostname() ? [{ pid, isAlive: exists(pid) }] : [];
  } catch {
    // Removed just now, or not whole.
    return [];
  }
}

module.exports = { runPulumi, lockedStackAdvice };
