"use strict";
// Pulumi's file backend does not replace a state in one step (pulumi/pulumi#9033): a pulumi that is killed while it writes may
// leave an empty file, beside the copy that it made of the state before.
const fs = require("node:fs");
const path = require("node:path");

/**
 * Puts the copies in the place of empty states. What the last step did is missing in them, which the next update finds out.
 * @param {string} backend folder of a file backend
 * @returns {string[]} a sentence for each of them
 */
function restoreEmptyStates(backend) {
  const folder = path.join(backend, ".pulumi", "stacks");
  const files = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const empty = files
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.join(folder, file))
    .filter((file) => sizeOf(file) === 0 && sizeOf(`${file}.bak`) > 0);
  return empty.map((file) => {
    fs.copyFileSync(`${file}.bak`, file);
    return `the state of ${path.basename(file, ".json")} was empty, as after a kill: the one before is in its place`;
  });
}

/** @param {string} file @returns {number} bytes; -1 where there is none */
function sizeOf(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}

module.exports = { restoreEmptyStates };
