"use strict";
// A lock file: what several processes of this computer do under it, they do one after the other.
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { createFile } = require("./atomic-write.js");
const { UserError } = require("./command.js");
const { done, notYet, waitFor, WaitError } = require("./wait.js");
const { exists } = require("./process-group.js");

/**
 * How long a lock is waited for.
 * @typedef {object} LockOptions
 * @property {number} [timeoutSeconds] deadline of the wait in seconds; default: 600
 * @property {(line: string) => void} [onWait] gets a line after a second of waiting, and then every half minute
 */

/**
 * Who holds a lock.
 * @typedef {object} Owner
 * @property {number} pid
 * @property {string} startTime tells a process from a later one with the same id; empty where the system does not say
 * @property {string} since
 * @property {string} nonce tells this lock from every later one
 */

/**
 * Does some work while no other process does work under the same lock file. The lock of a process that died is taken
 * over. Not reentrant: work that asks for its own lock again waits for the deadline.
 * @template T
 * @param {string} file the lock file: created, with its folder, and removed again
 * @param {string} what the thing that is locked, for messages: "the certificates in .state/machines"
 * @param {() => Promise<T>} work
 * @param {LockOptions} [options]
 * @returns {Promise<T>} what the work returns
 * @throws {UserError} when the lock is not free before the deadline: names its owner; and what the work throws
 */
async function withLock(file, what, work, options = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await waitForLock(file, what, options);
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} what
 * @param {LockOptions} options
 */
async function waitForLock(file, what, { timeoutSeconds: seconds = 600, onWait }) {
  let nextLine = Date.now() + 1000;
  const look = async () => {
    const owner = await acquire(file);
    if (!owner) return done(undefined);
    const holder = `process ${owner.pid} holds ${file} since ${owner.since}`;
    if (Date.now() > nextLine) {
      onWait?.(`waiting for ${what}: ${holder}`);
      nextLine += 30_000;
    }
    return notYet(holder);
  };
  await waitFor({ what, seconds, look, everyMs: 50 }).catch((error) => {
    if (!(error instanceof WaitError)) throw error;
    throw new UserError(
      `Cannot lock ${what} within ${seconds} s: ${error.seen}. Let it finish, or end it, and run the same command ` +
        "again; if no such process works here, remove that file.",
    );
  });
}

/**
 * Takes the lock, unless somebody has it.
 * @param {string} file
 * @returns {Promise<Owner | undefined>} who has it
 */
async function acquire(file) {
  const holder = readOwner(file);
  if (holder && isAlive(holder)) return holder;
  if (holder) await dropDead(file, holder);
  const since = new Date().toISOString();
  const owner = { pid: process.pid, startTime: startTime(process.pid) ?? "", since, nonce: randomUUID() };
  return createFile(file, JSON.stringify(owner)) ? undefined : acquire(file);
}

/**
 * Only who holds the lock of this very death may drop the dead lock, so that nobody drops its successor's by mistake.
 * @param {string} file
 * @param {Owner} dead
 */
async function dropDead(file, dead) {
  await withLock(`${file}.${dead.nonce}.dead`, `the removal of ${file}`, async () => {
    if (readOwner(file)?.nonce === dead.nonce) fs.rmSync(file, { force: true });
  });
}

/**
 * @param {string} file
 * @returns {Owner | undefined}
 */
function readOwner(file) {
  try {
    const text = fs.readFileSync(file, "utf8");
    return parseOwner(text) ?? unreadableOwner(file);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * @param {string} text
 * @returns {Owner | undefined}
 */
function parseOwner(text) {
  try {
    const owner = JSON.parse(text);
    return typeof owner?.nonce === "string" ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A lock that says nothing is being written this very moment, on a file system without hard links; an older one was
 * left by a crash of the computer.
 * @param {string} file
 * @returns {Owner}
 */
function unreadableOwner(file) {
  const { mtimeMs, mtime } = fs.statSync(file);
  const isNew = Math.abs(Date.now() - mtimeMs) < 1000;
  return { pid: 0, startTime: "", since: mtime.toISOString(), nonce: isNew ? "new" : "unreadable" };
}

/**
 * @param {Owner} owner
 * @returns {boolean}
 */
function isAlive(owner) {
  if (owner.pid === 0) return owner.nonce === "new";
  if (!exists(owner.pid)) return false;
  return startTime(owner.pid) === (owner.startTime || undefined) || process.platform !== "linux";
}

/**
 * @param {number} pid
 * @returns {string | undefined} start of a process in clock ticks since boot, as Linux tells it; undefined for a zombie,
 * and elsewhere
 */
function startTime(pid) {
  try {
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

module.exports = { withLock };
