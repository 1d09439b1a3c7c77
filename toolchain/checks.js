"use strict";
const path = require("node:path");
const { projectFolder } = require("./shared/project.js");
const { foreground } = require("../lib/foreground.js");
const { check, sum } = require("./tally.js");

/** What `npm run check` does; each counts as one test. */
const checks = [
  {
    title: "formatting (prettier)",
    script: "prettier/bin/prettier.cjs",
    args: ["--check", "--log-level", "warn", "."],
  },
  { title: "lint (eslint)", script: "eslint/bin/eslint.js", args: ["."] },
  { title: "types (tsc)", script: "typescript/bin/tsc", args: ["--noEmit"] },
  {
    title: "types of the page (tsc)",
    script: "typescript/bin/tsc",
    args: ["--noEmit", "--project", "view/page"],
  },
  {
    title: "structure (dependency-cruiser)",
    script: "dependency-cruiser/bin/dependency-cruise.mjs",
    args: ["index.ts", "load.js", "components", "lib", "toolchain", "view"],
  },
  {
    title: "comments of the public interface (typedoc)",
    script: "typedoc/bin/typedoc",
    args: ["--emit", "none"],
  },
];

/**
 * Runs the checks of formatting, lint, types and structure.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./tally.js").Tally>}
 */
async function runChecks(env) {
  const tallies = [];
  for (const { title, script, args } of checks) {
    const file = path.join(projectFolder, "node_modules", ...script.split("/"));
    const code = await foreground(process.execPath, [file, ...args], { cwd: projectFolder, env });
    tallies.push(check(title, code === 0));
  }
  return sum(tallies);
}

module.exports = { runChecks };
