"use strict";
// Runs other programs to their end: argument arrays only, no shell.
const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const path = require("node:path");
const { endGroup, tieToUs } = require("./process-group.js");

/**
 * How a command is run.
 * @typedef {object} RunOptions
 * @property {string} [input] text for the command's standard input; default: none, the input is closed
 * @property {string} [cwd] folder it runs in; default: this process's own
 * @property {NodeJS.ProcessEnv} [env] the command's whole environment; default: this process's own
 * @property {number} [timeoutSeconds] deadline in seconds; then the command and all it started are ended. Infinity:
 * there is none. Default: 600
 * @property {(line: string) => void} [onLine] gets each line of output and of errors as it comes
 */

/**
 * What a command left behind.
 * @typedef {object} RunResult
 * @property {number} code exit code; 128 + n where signal n ended the command
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} output both, as they came
 */

/**
 * Runs a command in a process group of its own. The whole group ends with the deadline, when this process gets SIGINT,
 * SIGTERM or SIGHUP, and when this process is killed.
 * @param {string} file name on PATH, or path
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 * @throws when the command cannot be started or does not end before its deadline; not for an exit code
 */
async function run(file, args, options = {}) {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: process.platform !== "win32",
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const result = { stdout: "", stderr: "", output: "" };
  collect(child, "stdout", result, options.onLine);
  collect(child, "stderr", result, options.onLine);
  // A command that does not read its input does no harm.
  child.stdin?.on("error", () => undefined).end(options.input);
  const release = tieToUs(child);
  try {
    const code = await ended(child, options.timeoutSeconds ?? 600);
    if (code !== undefined) return { code, ...result };
    const said = lastLines(result);
    throw new Error(
      `${commandText(file, args)} did not end within ${options.timeoutSeconds ?? 600} s: ${said}`,
    );
  } catch (error) {
    const { code, message, syscall } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!syscall?.startsWith("spawn")) throw error;
    throw new Error(`Cannot run ${file}: ${code === "ENOENT" ? "not found" : message}`, { cause: error });
  } finally {
    release();
  }
}

/**
 * Like {@link run}, for a command that must succeed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions & {nextStep?: string}} [options] nextStep: what the reader of the error should do; default: nothing
 * is suggested
 * @returns {Promise<RunResult>}
 * @throws also for an exit code that is not 0: names the command, the code and the last lines of its errors
 */
async function runOrThrow(file, args, options = {}) {
  const result = await run(file, args, options);
  if (result.code === 0) return result;
  const next = options.nextStep ? `\nNext: ${options.nextStep}` : "";
  throw new Error(
    `${commandText(file, args)} failed with exit code ${result.code}: ${lastLines(result)}${next}`,
  );
}

/**
 * Like {@link run}, for a command whose failure the caller explains: it never throws.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options] no deadline unless one is given
 * @returns {Promise<RunResult>} code 127 and the reason as output where it could not be started or did not end
 */
async function tryRun(file, args, options = {}) {
  try {
    return await run(file, args, { timeoutSeconds: Infinity, ...options });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    return { code: 127, stdout: "", stderr: message, output: message };
  }
}

/**
 * Text of a command for messages: values of flags that sound secret are left out.
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {string}
 */
function commandText(file, args) {
  const secret = /^(--?[^=]*(?:password|passphrase|secret|token|access-key|api-key|credential)[^=]*=).+/is;
  return [path.basename(file), ...args.map((arg) => arg.replace(secret, "$1***"))].join(" ");
}

/**
 * The exit code that stands for the end of a process, as shells give it.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
function exitCode(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {"stdout" | "stderr"} name
 * @param {{stdout: string, stderr: string, output: string}} result gets the text
 * @param {((line: string) => void) | undefined} onLine
 */
function collect(child, name, result, onLine) {
  let rest = "";
  const stream = child[name]?.setEncoding("utf8");
  stream?.on("data", (/** @type {string} */ text) => {
    result[name] += text;
    result.output += text;
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    lines.forEach((line) => onLine?.(line));
  });
  stream?.on("end", () => rest && onLine?.(rest));
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {number} seconds
 * @returns {Promise<number | undefined>} the exit code; undefined when the deadline ended the command
 */
function ended(child, seconds) {
  return new Promise((resolve, reject) => {
    let late = false;
    const end = () => ((late = true), endGroup(child));
    const deadline = seconds === Infinity ? undefined : setTimeout(end, seconds * 1000);
    child.once("error", (error) => (clearTimeout(deadline), reject(error)));
    child.once("close", (code, signal) => {
      clearTimeout(deadline);
      resolve(late ? undefined : exitCode(code, signal));
    });
    // What the command left running may hold its output open: a second after its end is enough for the last lines.
    child.once("exit", () => {
      const last = setTimeout(
        () => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()),
        1000,
      );
      child.once("close", () => clearTimeout(last));
    });
  });
}

/** @param {{stdout: string, stderr: string}} result */
function lastLines({ stdout, stderr }) {
  const text = stderr.trim() || stdout.trim() || "it printed nothing";
  return text.split(/\r?\n/).slice(-5).join("\n");
}

module.exports = { run, runOrThrow, tryRun, commandText, exitCode };
