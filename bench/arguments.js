"use strict";
const { parseArgs } = require("node:util");
const { UserError } = require("../lib/command.js");

const usage = `npm run bench            the exercise by hand and by Pulumi in turn, on new hosts of this computer (Linux, root)
    --nodes 3,10         numbers of nodes; default: 3
    --rounds 3,1         rounds at each of them, the last one at all others; default: 3
    --simulated 100,300  instead: the preview of so many nodes of engines in memory
    --ansible            instead: the swarm alone, beside a playbook of Ansible
    --json FILE          keeps all figures
    --svg FOLDER         draws where the time goes, and how it grows`;

/**
 * What is to be measured.
 * @typedef {object} BenchArguments
 * @property {readonly number[]} nodes numbers of nodes
 * @property {readonly number[]} rounds at each of them; the last one at all others
 * @property {readonly number[]} [simulated] numbers of simulated nodes, in place of all else
 * @property {boolean} ansible whether the swarm alone is measured, beside a playbook
 * @property {string} [json] file for all figures
 * @property {string} [svg] folder for the drawings
 */

/**
 * @param {readonly string[]} args
 * @returns {BenchArguments}
 * @throws UserError for what cannot be measured, before anything is set up
 */
function benchArguments(args) {
  try {
    const text = /** @type {const} */ ({ type: "string" });
    const options = { nodes: text, rounds: text, simulated: text, json: text, svg: text };
    const flag = /** @type {const} */ ({ type: "boolean" });
    const { values } = parseArgs({ args: [...args], options: { ...options, ansible: flag } });
    const { ansible = false, json, svg } = values;
    const simulated = values.simulated === undefined ? undefined : numbers("simulated", values.simulated);
    if (svg !== undefined && (simulated || ansible))
      throw new Error("--svg draws an update from nothing: leave out --simulated and --ansible");
    const [nodes, rounds] = [numbers("nodes", values.nodes ?? "3"), numbers("rounds", values.rounds ?? "3")];
    return { nodes, rounds, simulated, ansible, json, svg };
  } catch (error) {
    throw new UserError(`${/** @type {Error} */ (error).message}\n${usage}`);
  }
}

/**
 * @param {string} option
 * @param {string} text "3,10"
 * @returns {number[]}
 */
function numbers(option, text) {
  const found = text.split(",").map(Number);
  if (found.every((each) => Number.isInteger(each) && each > 0)) return found;
  throw new Error(`--${option} ${text}: whole numbers expected, separated by commas`);
}

module.exports = { benchArguments };
