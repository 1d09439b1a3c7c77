"use strict";
const path = require("node:path");
const { tryRun } = require("../../lib/run.js");

/**
 * Unpacks an archive with the system's own tar, without a shell. Linux, macOS and Windows 10 and later have one, and
 * those of macOS and Windows read zip files too: a library would be one more dependency to trust.
 * @param {string} archive its checksum must have been verified
 * @param {string} folder where its files go; it must exist
 * @param {readonly string[]} [members] names in the archive; default: all
 * @throws when tar fails or a member is missing
 */
async function unpack(archive, folder, members = []) {
  // -o: for root, tar would otherwise give the files to whoever has the archive maker's number on this computer.
  const args = ["-o", "--no-same-permissions", "-xf", archive, "-C", folder, ...members];
  const { code, output } = await tryRun(tarCommand(), args);
  if (code !== 0) throw new Error(`${path.basename(archive)} cannot be unpacked: ${output.trim()}`);
}

/**
 * On Windows another tar may come first on PATH: Git's reads no zip file and takes C: for the name of a computer.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
function tarCommand(env = process.env) {
  return process.platform === "win32"
    ? path.win32.join(env.SystemRoot ?? "C:\\Windows", "System32", "tar.exe")
    : "tar";
}

module.exports = { unpack, tarCommand };
