"use strict";
// The main of a command: what a person or Pulumi starts as a process of its own.
const { fileProblem } = require("./file-problem.js");

/** An error whose message is the whole story for the person at a command line: a stack trace would only hide it. */
class UserError extends Error {
  /**
   * @param {string} message what is wrong and what to do, in one or two sentences
   */
  constructor(message) {
    super(message);
    this.name = "UserError";
  }
}

/**
 * Runs the body of an npm script, and ends the process with its exit code.
 * @param {() => Promise<number>} body what the script does; returns the exit code
 */
function main(body) {
  body().then(
    (code) => process.exit(code),
    (error) => {
      const told = error instanceof UserError ? error.message : fileProblem(error);
      console.error(told === undefined ? error : `error: ${told}`);
      process.exit(1);
    },
  );
}

/**
 * Runs the body of a command that a Pulumi Command resource starts: the verb is in `process.argv[1]`, a spec in one
 * environment variable. What fails is said on standard error; the exit code is 1 then.
 * @template Spec
 * @param {string} variable name of the environment variable: "MACHINE_SPEC"
 * @param {string} holds what it holds, for the message where it is missing: "the machine's spec"
 * @param {Readonly<Record<string, (spec: Spec) => Promise<void> | void>>} verbs what the command can do
 * @returns {Promise<void>} never rejects
 */
async function specCommand(variable, holds, verbs) {
  try {
    const [verb, text] = [process.argv[1] ?? "", process.env[variable]];
    if (!text)
      throw new UserError(`The environment variable ${variable} is missing: it holds ${holds} as JSON.`);
    const spec = JSON.parse(text);
    if (!Object.hasOwn(verbs, verb))
      throw new UserError(
        `${Object.keys(verbs).join(" or ")} expected, got ${JSON.stringify(process.argv[1])}`,
      );
    await verbs[verb](spec);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

module.exports = { UserError, main, specCommand };
