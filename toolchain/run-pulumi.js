"use strict";
const path = require("node:path");
const { refreshGitIndex } = require("./salt.js");
const { lockedStackAdvice } = require("./locked-stack.js");
const { projectFolder, stateFolder } = require("./project.js");
const { foreground } = require("../lib/foreground.js");

/**
 * Runs pulumi in the person's terminal.
 * @param {import("./setup.js").Tools} tools
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

module.exports = { runPulumi };
