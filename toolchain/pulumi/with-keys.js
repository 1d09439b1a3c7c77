"use strict";
// What changes in the keys of a stack's machines on this computer goes back into its state.
const fs = require("node:fs");
const path = require("node:path");
const { foreground } = require("../../lib/foreground.js");
const { projectFolder } = require("../shared/project.js");
const { isShared, layOutKeys } = require("./keys.js");
const { storeOf } = require("./selected-stack.js");

/** @typedef {import("../setup.js").Tools} Tools what runs pulumi */

/**
 * Runs a command with the keys of a stack's machines laid out. Afterwards keys that changed here go into the state of a
 * stack that others share, and with SWARM_KEYS=borrowed this computer keeps none that it did not have before.
 * @param {Tools} tools
 * @param {string | undefined} stack undefined: it needs no keys
 * @param {(line: string) => void} say
 * @param {() => Promise<number>} command
 * @param {boolean} isUpdate whether the command may change the state
 * @returns {Promise<number>} exit code
 */
async function withKeys(tools, stack, say, command, isUpdate) {
  if (stack === undefined) return command();
  const isBorrowed = process.env.SWARM_KEYS === "borrowed" && !fs.existsSync(await storeFolder(tools, stack));
  await layOutKeys(tools, stack, say);
  const code = await command();
  if (!isBorrowed && !isShared(tools.env)) return code;
  const store = await storeFolder(tools, stack);
  if (!fs.existsSync(store)) return code;
  const mayChange = isUpdate && (isBorrowed || aheadOf(store).length > 0);
  const saved = mayChange ? await saveKeys(tools, stack, store, say) : 0;
  // Also after a command that failed.
  const returned = isBorrowed ? giveBack(store) : 0;
  return code || saved || returned;
}

/**
 * @param {Tools} tools
 * @param {string} stack
 * @returns {Promise<string>} absolute path of its machine store
 */
async function storeFolder({ env }, stack) {
  return path.resolve(projectFolder, await storeOf(stack, env));
}

/**
 * Puts keys that changed on this computer into the state.
 * @param {Tools} tools
 * @param {string} stack
 * @param {string} store
 * @param {(line: string) => void} say
 * @returns {Promise<number>} exit code; 0 where there was nothing to do
 */
async function saveKeys(tools, stack, store, say) {
  // The command itself may have put them there.
  await layOutKeys(tools, stack, say);
  const changed = aheadOf(store);
  if (changed.length === 0) return 0;
  console.log(`Saving the keys of ${changed.join(", ")}, which changed here, in the state:`);
  const args = ["refresh", "--yes", "--skip-preview", "--stack", stack, "--target", "**swarm:MachineKeys**"];
  const code = await foreground(tools.cli.command, args, { cwd: projectFolder, env: tools.env });
  await layOutKeys(tools, stack, say);
  return code;
}

/**
 * Removes a borrowed store, unless it has keys that the state lacks.
 * @param {string} store
 * @returns {number} exit code
 */
function giveBack(store) {
  const left = machinesOf(store).filter((machine) => load("machine/store/sync").isOnlyHere(store, machine));
  if (left.length === 0) fs.rmSync(store, { recursive: true, force: true });
  else console.error(`error: The keys of ${left.join(", ")} are not in the state, and so stay in ${store}.`);
  return left.length === 0 ? 0 : 1;
}

/** @param {string} store */
function aheadOf(store) {
  return machinesOf(store).filter((machine) => load("machine/store/sync").isAhead(store, machine));
}

/**
 * @param {string} store
 * @returns {string[]}
 */
function machinesOf(store) {
  return load("machine/store/record").listMachines(store);
}

/** @param {string} module @returns {any} load.js needs npm packages, which may be installed only by now. */
function load(module) {
  return require("../../load.js")(module);
}

module.exports = { withKeys };
