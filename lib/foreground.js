"use strict";
const { spawn } = require("node:child_process");
const { pipeline } = require("node:stream/promises");
const { endSignals } = require("./process-group.js");
const { exitCode } = require("./run.js");

/**
 * @typedef {object} ForegroundOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import("node:stream").Duplex} [stdout] what the program's output goes through; default: nothing, it has the
 * terminal itself
 * @property {import("node:stream").Duplex} [stderr] the same for its errors
 */

/**
 * Runs a program in the person's terminal, as if it had been called there.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ForegroundOptions} options
 * @returns {Promise<number>} its exit code; 128 + n if signal n ended it
 */
function foreground(command, args, { cwd, env, stdout, stderr }) {
  return new Promise((resolve, reject) => {
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = ["inherit", stdout ? "pipe" : "inherit", stderr ? "pipe" : "inherit"];
    const child = spawn(command, args, { cwd, env, stdio });
    const written = Promise.all([
      passOn(child.stdout, stdout, process.stdout),
      passOn(child.stderr, stderr, process.stderr),
    ]);
    const stop = forwardSignals(child);
    child.on("error", (error) => (stop(), reject(error)));
    child.on("close", (code, signal) => written.then(() => (stop(), resolve(exitCode(code, signal)))));
  });
}

/**
 * @param {import("node:stream").Readable | null} from
 * @param {import("node:stream").Duplex | undefined} through
 * @param {NodeJS.WriteStream} to
 */
async function passOn(from, through, to) {
  if (!from || !through) return;
  // Whoever closes our output, as `head` does, has had enough: that is no error of the program.
  await pipeline(from, through, to, { end: false }).catch(() => undefined);
}

/**
 * Passes signals on, so that this process ends after the child, and the child gets each Ctrl-C once: a terminal sends
 * it to the whole group, the child included, and npm sends this process a copy of every signal it gets.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => void} ends the forwarding
 */
function forwardSignals(child) {
  let last = 0;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    const now = Date.now();
    if (now - last > 500) child.kill(signal);
    last = now;
  };
  for (const signal of endSignals) process.on(signal, forward);
  return () => endSignals.forEach((signal) => process.off(signal, forward));
}

module.exports = { foreground };
