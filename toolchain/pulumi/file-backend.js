"use strict";
// What a pulumi that ended at the wrong moment leaves in a file backend, by which every later command fails with "EOF".
// The backend (gocloud.dev/blob/fileblob) replaces a file in one step, but writes the attributes beside it in two: it empties
// FILE.attrs, then fills it. It also leaves it to the file system when a file reaches the disk, so a power cut may leave it empty.
const fs = require("node:fs");
const path = require("node:path");

/**
 * Removes empty attributes, which Pulumi does not need, and puts the copy of the state before in the place of an empty state.
 * What the last step did is missing in that copy, which the next update finds out.
 * @param {string} backend folder of a file backend
 * @returns {string[]} a sentence for each state that was replaced
 */
function repairFileBackend(backend) {
  const folder = path.join(backend, ".pulumi");
  const names = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  // The history grows with each update, so that no more files are looked at than may have to be repaired.
  const ending = (/** @type {string} */ end) =>
    names.filter((name) => name.endsWith(end)).map((name) => path.join(folder, name));
  for (const file of ending(".attrs")) if (sizeOf(file) === 0) fs.rmSync(file, { force: true });
  return ending(".json.bak").flatMap((copy) => {
    const { dir, name } = path.parse(copy);
    const state = path.join(dir, name);
    if (sizeOf(state) !== 0 || sizeOf(copy) === 0) return [];
    fs.copyFileSync(copy, state);
    return `the state of ${path.basename(state, ".json")} was empty, as after a power cut: the one before is in its place`;
  });
}

/** @param {string} file @returns {number} bytes; -1 where there is none */
function sizeOf(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}

module.exports = { repairFileBackend };
