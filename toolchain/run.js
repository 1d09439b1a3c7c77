"use strict";
// Starts other programs: argument arrays only, no shell.
const { spawn } = require("node:child_process");
const os = require("node:os");
const { pipeline } = require("node:stream/promises");

/** @type {NodeJS.Signals[]} */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * @typedef {object} CaptureOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutSeconds] after which the program is killed; default: no limit
 * @property {(line: string) => void} [onLine] gets every line of both outputs as it comes
 */

/**
 * Runs a program to its end and gives what it wrote.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CaptureOptions} [options]
 * @returns {Promise<{code: number, stdout: string, output: string}>} output is both streams mixed, as they came;
 * code is 127 when the program could not be started
 */
function capture(command, args, { cwd, env, timeoutSeconds, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutSeconds && timeoutSeconds * 1000,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    const done = endWithUs(child);
    let stdout = "";
    let output = "";
    const take = lines(onLine);
    child.stdout.setEncoding("utf8").on("data", (text) => ((stdout += text), (output += text), take(text)));
    child.stderr.setEncoding("utf8").on("data", (text) => ((output += text), take(text)));
    child.on("error", (error) => (done(), resolve({ code: 127, stdout, output: error.message })));
    child.on(
      "close",
      (code, signal) => (done(), resolve({ code: code ?? signalCode(signal), stdout, output })),
    );
  });
}

/**
 * Ends a child when a signal ends this process: nothing is built for nobody.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => void} to be called when the child has ended
 */
function endWithUs(child) {
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    child.kill(signal);
    process.exitCode = signalCode(signal);
    setImmediate(() => process.exit());
  };
  for (const signal of endings) process.on(signal, end);
  return () => endings.forEach((signal) => process.off(signal, end));
}

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
    child.on("close", (code, signal) => written.then(() => (stop(), resolve(code ?? signalCode(signal)))));
  });
}

/**
 * @param {import("node:stream").Readable | null} from
 * @param {import("node:stream").Duplex | undefined} through
 * @param {NodeJS.WriteStream} to
 */
async function passOn(from, through, to) {
  if (!from || !through) return;
  // Whoever closes our output, as `head` does, has had enough: no fault of the program.
  await pipeline(from, through, to, { end: false }).catch(() => undefined);
}

/**
 * Passes signals on, so that this process ends after the child, and the child hears each Ctrl-C once: a terminal sends
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
  for (const signal of endings) process.on(signal, forward);
  return () => endings.forEach((signal) => process.off(signal, forward));
}

/**
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
function signalCode(signal) {
  return 128 + (signal ? os.constants.signals[signal] : 0);
}

/**
 * @param {((line: string) => void) | undefined} onLine
 * @returns {(text: string) => void} takes text in any pieces
 */
function lines(onLine) {
  let rest = "";
  return (text) => {
    if (!onLine) return;
    const whole = (rest + text).split(/\r?\n/);
    rest = whole.pop() ?? "";
    whole.forEach(onLine);
  };
}

module.exports = { capture, foreground };
