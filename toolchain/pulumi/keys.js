"use strict";
// The keys of a stack's machines travel in its state: here they are laid out on this computer.
const fs = require("node:fs");
const path = require("node:path");
const { UserError } = require("../../lib/command.js");
const { tryRun } = require("../../lib/run.js");
const { projectFolder, stateFolder } = require("../shared/project.js");

/** Commands of pulumi that work on machines. */
const working = /^(up|update|preview|pre|refresh|destroy|down|watch|import)$/;

/** @typedef {import("../setup.js").Tools} Tools what runs pulumi */

/**
 * Whether a command of pulumi needs the keys of machines.
 * @param {readonly string[]} args of pulumi
 * @returns {boolean}
 */
function needsKeys(args) {
  return (
    working.test(args.find((arg) => !arg.startsWith("-")) ?? "") && !/^(-h|--help)$/m.test(args.join("\n"))
  );
}

/**
 * Lays out the keys that the state has and this computer lacks, or has older ones of.
 * @param {Tools} tools
 * @param {string} stack
 * @param {(line: string) => void} say
 */
async function layOutKeys(tools, stack, say) {
  if (!isShared(tools.env) && !isWithoutStore(stack)) return;
  const args = ["stack", "export", "--show-secrets", "--non-interactive", "--stack", stack];
  const options = { cwd: projectFolder, env: tools.env, timeoutSeconds: 60 };
  const { code, stdout } = await tryRun(tools.cli.command, args, options);
  // A stack that is new, or that cannot be opened: pulumi says so itself.
  if (code !== 0) return;
  const { machines, said } = laidOut(JSON.parse(stdout));
  if (machines.length > 0) say(`  keys: those of ${machines.join(", ")} are laid out from the state`);
  for (const line of said) say(`  keys: ${line}`);
}

/**
 * @param {object} state
 * @returns {{machines: string[], said: string[]}}
 * @throws UserError where something of another's would be overwritten
 */
function laidOut(state) {
  try {
    return require("../../load.js")("machine/store/from-state").layOutState(state);
  } catch (error) {
    throw new UserError(/** @type {Error} */ (error).message);
  }
}

/**
 * Whether others may work on the same stacks: their state is not in this clone.
 * @param {NodeJS.ProcessEnv} env
 */
function isShared(env) {
  const settings = fs.readFileSync(path.join(projectFolder, "Pulumi.yaml"), "utf8");
  return Boolean(env.PULUMI_BACKEND_URL) || !settings.includes("file://./.state/backend");
}

/** @param {string} stack */
function isWithoutStore(stack) {
  const name = stack.split("/").pop() ?? stack;
  return (
    !fs.existsSync(path.join(stateFolder, name)) &&
    fs.existsSync(path.join(stateFolder, "backend", ".pulumi", "stacks", "swarm", `${name}.json`))
  );
}

module.exports = { needsKeys, layOutKeys, isShared };
