"use strict";
// Files and folders that appear at their name whole, or not at all: each is written aside first.
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

/**
 * How a file is written.
 * @typedef {object} WriteOptions
 * @property {number} [mode] its permissions; default: 0o666 without the umask
 */

/**
 * Writes a file, or replaces the one that is there.
 * @param {string} file its folder must exist
 * @param {string | Uint8Array} content
 * @param {WriteOptions} [options]
 */
function replaceFile(file, content, { mode } = {}) {
  const draft = draftOf(file);
  try {
    fs.writeFileSync(draft, content, { mode, flag: "wx" });
    fs.renameSync(draft, file);
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/**
 * Creates a file unless there is one. Of several processes that do it at once, one succeeds.
 * @param {string} file its folder must exist
 * @param {string | Uint8Array} content
 * @param {WriteOptions} [options]
 * @returns {boolean} whether this call created it
 */
function createFile(file, content, { mode } = {}) {
  const draft = draftOf(file);
  try {
    fs.writeFileSync(draft, content, { mode, flag: "wx" });
    // link() is atomic and never overwrites.
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!noLinks.has(codeOf(error))) throw error;
    return createInPlace(file, content, mode);
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/**
 * Creates a file or a folder by some longer work, which gets the path of a draft beside it.
 * @template T
 * @param {string} target must not be there yet where it is a folder
 * @param {(draft: string) => Promise<T>} work creates the draft
 * @returns {Promise<T>} what the work returns
 * @throws what the work throws: there is neither draft nor target then
 */
async function viaDraft(target, work) {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const draft = draftOf(target);
  try {
    const result = await work(draft);
    fs.renameSync(draft, target);
    return result;
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Removes the drafts that killed processes left. Call it only where nobody else can be writing that target.
 * @param {string} target as given to {@link viaDraft}
 */
function removeDrafts(target) {
  const folder = path.dirname(target);
  const start = `${path.basename(target)}.`;
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  for (const name of names)
    if (name.startsWith(start) && name.endsWith(".part"))
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** What link() says on file systems without hard links: exFAT, many shared folders. */
const noLinks = new Set(["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"]);

/**
 * Not whole at once: whoever looks in the same millisecond may see it empty.
 * @param {string} file
 * @param {string | Uint8Array} content
 * @param {number | undefined} mode
 * @returns {boolean}
 */
function createInPlace(file, content, mode) {
  try {
    fs.writeFileSync(file, content, { mode, flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} target */
function draftOf(target) {
  return `${target}.${randomUUID()}.part`;
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code ?? "";
}

module.exports = { replaceFile, createFile, viaDraft, removeDrafts };
