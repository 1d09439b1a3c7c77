"use strict";
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

/**
 * The file with this clone's passphrase, made once. Two set-ups at once agree on one: link() is atomic and never
 * overwrites, so the file is whole from the moment it is seen.
 * @param {string} stateFolder
 * @returns {string} the file's absolute path
 */
function passphraseFile(stateFolder) {
  const file = path.join(stateFolder, "passphrase");
  if (fs.existsSync(file)) return file;
  fs.mkdirSync(stateFolder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  fs.rmSync(draft, { force: true });
  fs.writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  } finally {
    fs.rmSync(draft);
  }
  return file;
}

module.exports = { passphraseFile };
