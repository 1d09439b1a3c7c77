"use strict";
const { UserError } = require("../lib/command.js");
const { goCommand, goEnvironment, goFolder } = require("./packages/go-build.js");
const { tryRun } = require("../lib/run.js");
const { check, sum, tally } = require("./tally.js");

/**
 * Runs the tests of the compatible command plugin. Where there is no Go they are skipped: such a computer does not use
 * that plugin either.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./tally.js").Tally>}
 */
async function runGoTests(env) {
  let go;
  try {
    go = await goCommand("test the compatible command plugin", env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.log(`SKIP tests of the compatible command plugin: ${error.message}`);
    return tally({ skipped: 1 });
  }
  const options = { cwd: goFolder("command-plugin"), env: goEnvironment(env) };
  const vet = await tryRun(go, ["vet", "-trimpath", "./..."], {
    ...options,
    onLine: (line) => console.log(line),
  });
  const vetted = check("go vet of the compatible command plugin", vet.code === 0);
  const events = testEvents();
  const test = await tryRun(go, ["test", "-trimpath", "-count=1", "-json", "./..."], {
    ...options,
    onLine: events.take,
  });
  const result = events.tally();
  // A package that cannot be built fails without any test of its own.
  if (test.code !== 0 && result.failed === 0) result.failed++;
  return sum([vetted, result]);
}

/** Counts the tests in the lines of `go test -json`, and prints what is worth reading. */
function testEvents() {
  const result = tally();
  /** @type {Record<string, string[]>} */
  const outputs = {};
  return {
    /** @param {string} line */
    take(line) {
      const event = parse(line);
      if (!event) return console.log(line);
      const { Action: action, Test: test, Output: output = "" } = event;
      if (action === "build-output") process.stdout.write(output);
      if (!test) return;
      if (action === "output") (outputs[test] ??= []).push(output);
      if (action === "pass") result.passed++;
      if (action === "skip") result.skipped++;
      if (action === "fail") {
        result.failed++;
        process.stdout.write((outputs[test] ?? []).join(""));
      }
      if (/^(pass|fail|skip)$/.test(action)) console.log(`${action.toUpperCase()} ${test}`);
    },
    tally: () => result,
  };
}

/**
 * @param {string} line
 * @returns {{Action: string, Test?: string, Output?: string} | undefined}
 */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

module.exports = { runGoTests, testEvents };
