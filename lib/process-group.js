"use strict";
// Other processes: whether one is there, and commands that must not outlive this process, however it ends.
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { done, notYet, waitFor } = require("./wait.js");

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/** @type {readonly NodeJS.Signals[]} */
const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"];
/** @type {Set<ChildProcess>} */
const living = new Set();

/**
 * Ties the life of a command to ours.
 * @param {ChildProcess} child leader of a process group of its own (but on Windows)
 * @returns {() => void} unties it
 */
function tieToUs(child) {
  if (living.size === 0) endSignals.forEach((signal) => process.on(signal, onEndSignal));
  living.add(child);
  const watch = watchUs(child);
  return () => {
    living.delete(child);
    watch?.stdin?.end("done\n");
    if (living.size === 0) endSignals.forEach((signal) => process.off(signal, onEndSignal));
  };
}

/**
 * Ends a command and all it started: SIGTERM first, SIGKILL for what is left after 3 s.
 * @param {ChildProcess} child
 * @returns {Promise<void>} resolves when the group is gone
 */
async function endGroup(child) {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === "win32") {
    const killer = spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { windowsHide: true });
    await once(killer, "close").catch(() => child.kill());
    return;
  }
  signalGroup(pid, "SIGTERM");
  const look = () => (signalGroup(pid, 0) ? notYet("it runs") : done(undefined));
  await waitFor({ what: `process group ${pid} to end`, seconds: 3, look }).catch(() => undefined);
  signalGroup(pid, "SIGKILL");
}

// A killed process cannot clean up, so a tiny shell does: its input ends when we do. Windows ends children by itself.
const GUARD =
  'read -r word && exit; kill -s TERM -- "-$1"; n=0; ' +
  'while [ $n -lt 30 ] && kill -s 0 -- "-$1"; do sleep 0.1; n=$((n+1)); done; kill -s KILL -- "-$1"';

/**
 * @param {ChildProcess} child
 * @returns {ChildProcess | undefined}
 */
function watchUs(child) {
  if (process.platform === "win32" || child.pid === undefined) return undefined;
  const watch = spawn("/bin/sh", ["-c", GUARD, "guard", String(child.pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watch.on("error", () => undefined).unref();
  watch.stdin.on("error", () => undefined);
  return watch;
}

/**
 * Ends all commands, then lets the signal do to us what it would have done, unless somebody else listens to it.
 * @param {NodeJS.Signals} signal
 */
function onEndSignal(signal) {
  void Promise.all([...living].map(endGroup)).then(() => {
    endSignals.forEach((name) => process.off(name, onEndSignal));
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
}

/**
 * @param {number} pid of the group's leader
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether the group is there
 */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/**
 * @param {number} pid
 * @returns {boolean} whether a process of that id exists, also one that is another user's
 */
function exists(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH";
  }
}

module.exports = { tieToUs, endGroup, endSignals, exists };
