"use strict";
// Two set-ups at once (two clones, a start beside a test) must not build the same thing: the second waits for the first.
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");
const { Fault } = require("./fault.js");

/**
 * @typedef {object} LockOptions
 * @property {(line: string) => void} [report] is told whom it waits for
 * @property {number} [timeoutSeconds] longest wait; default: 1800 s
 */

/**
 * Does something while holding a lock of this computer. A lock whose process is dead is taken over.
 * @template T
 * @param {string} file the lock file
 * @param {LockOptions} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(file, { report = () => {}, timeoutSeconds = 1800 }, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = ownMark();
  const end = Date.now() + timeoutSeconds * 1000;
  while (!take(file, mine)) {
    const owner = read(file);
    if (owner === undefined) continue;
    if (!isAlive(owner)) breakLock(file, owner);
    else if (Date.now() > end)
      throw new Fault(
        `${file} is still held by process ${pid(owner)} after ${timeoutSeconds} s: end it, or wait for it.`,
      );
    else {
      report(`waiting for process ${pid(owner)}, which does the same`);
      await wait(250);
    }
  }
  try {
    return await work();
  } finally {
    if (read(file) === mine) fs.rmSync(file, { force: true });
  }
}

/**
 * A file appears at its name with its content or not at all: link() is atomic and never overwrites.
 * @param {string} file
 * @param {string} mark
 * @returns {boolean} whether the lock is ours now
 */
function take(file, mark) {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  fs.writeFileSync(draft, mark);
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/**
 * Removes the lock of a dead process. Another process may do the same and already hold a new lock: what was moved away
 * is looked at again, and put back if it is not the dead one's.
 * @param {string} file
 * @param {string} dead
 */
function breakLock(file, dead) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (read(aside) !== dead) fs.linkSync(aside, file);
  } catch {
    // Somebody else was faster: the next round looks again.
  }
  fs.rmSync(aside, { force: true });
}

/**
 * @param {string} file
 * @returns {string | undefined} who holds the lock; undefined when nobody does
 */
function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** @returns {string} this process: its id and when it started, since ids are used again */
function ownMark() {
  return `${process.pid} ${startTime(process.pid)}`;
}

/** @param {string} mark */
function pid(mark) {
  return Number(mark.split(" ")[0]);
}

/**
 * @param {string} mark
 * @returns {boolean}
 */
function isAlive(mark) {
  try {
    process.kill(pid(mark), 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EPERM") return false;
  }
  return mark.split(" ")[1] === startTime(pid(mark));
}

/**
 * @param {number} id
 * @returns {string} when a process started, in the kernel's ticks; "-" where there is no /proc
 */
function startTime(id) {
  const stat = read(`/proc/${id}/stat`);
  // The second field, the program's name, may hold spaces: count from the bracket that closes it.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
}

module.exports = { withLock };
