"use strict";

/** Something the person can put right: its message is the whole story, a stack trace would only hide it. */
class Fault extends Error {
  /**
   * @param {string} message what is wrong and what to do, in one or two sentences
   */
  constructor(message) {
    super(message);
    this.name = "Fault";
  }
}

/**
 * Runs the body of a command, and ends the process with its exit code.
 * @param {() => Promise<number>} body what the command does; gives the exit code
 */
function main(body) {
  body().then(
    (code) => process.exit(code),
    (error) => {
      console.error(error instanceof Fault ? `error: ${error.message}` : error);
      process.exit(1);
    },
  );
}

module.exports = { Fault, main };
