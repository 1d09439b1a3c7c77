"use strict";
// `npm run machine -- ls`: docker-machine's table. Its built-in client is older than today's engines, so the column
// DOCKER is asked of the engines themselves, and DRIVER says what was asked for: "local" is docker-machine's generic.
const { tryRun } = require("../../lib/run.js");

/** @typedef {{name: string, active: string, driver: string, state: string, url: string, docker: string, error: string}} Row */

/**
 * @param {string} command docker-machine
 * @param {string} store
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{code: number, text: string}>} docker-machine's exit code, and the table or what it said instead
 */
async function machineTable(command, store, env) {
  const { code, stdout, output } = await tryRun(command, ["ls", "--format", template], { env });
  if (code !== 0) return { code, text: output };
  const rows = await Promise.all(readRows(stdout).map((row) => withEngine(row, store)));
  return { code, text: tableText(rows) };
}

const columns = ["Name", "Active", "DriverName", "State", "URL", "DockerVersion", "Error"];
const template = columns.map((column) => `{{.${column}}}`).join("\t");

/**
 * @param {string} text
 * @returns {Row[]}
 */
function readRows(text) {
  return text
    .split(/\r?\n/)
    .map((line) => line.split("\t"))
    .filter((fields) => fields.length >= columns.length)
    .map(([name, active, driver, state, url, docker, ...error]) => {
      return { name, active, driver, state, url, docker, error: error.join(" ") };
    });
}

/**
 * @param {Row} row
 * @param {string} store
 * @returns {Promise<Row>}
 */
async function withEngine(row, store) {
  const driver = load("machine/store/notes").recallSpec(store, row.name)?.driver ?? row.driver;
  // Its driver or its record is the trouble then, and docker-machine has said so.
  if (row.state !== "Running" || !/^$|^Unable to query docker version/.test(row.error))
    return { ...row, driver };
  const answer = await askEngine(load("machine/store/record").readMachine(store, row.name));
  const error = answer.kind === "ready" ? "" : `Unable to query docker version: ${answer.reason}`;
  return { ...row, driver, docker: answer.kind === "ready" ? `v${answer.version}` : "Unknown", error };
}

/**
 * @param {any} machine as the store holds it
 * @returns {Promise<{kind: string, version?: string, reason?: string}>}
 */
async function askEngine(machine) {
  try {
    return await load("machine/probe").probeEngine(machine);
  } catch (error) {
    return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * @param {Row[]} rows
 * @returns {string}
 */
function tableText(rows) {
  const head = ["NAME", "ACTIVE", "DRIVER", "STATE", "URL", "SWARM", "DOCKER", "ERRORS"];
  // SWARM is the forerunner of swarm mode; docker-machine leaves it empty for what is called a swarm today.
  const cells = rows.map((row) => [
    row.name,
    row.active,
    row.driver,
    row.state,
    row.url,
    "",
    row.docker,
    row.error,
  ]);
  const widths = head.map(
    (_, column) => Math.max(...[head, ...cells].map((line) => line[column].length)) + 3,
  );
  const lines = [head, ...cells].map((line) =>
    line.map((cell, column) => cell.padEnd(widths[column])).join(""),
  );
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

/**
 * The components' modules; only here, since load.js needs the npm packages.
 * @param {string} name
 * @returns {any}
 */
function load(name) {
  return require("../../load.js")(name);
}

module.exports = { machineTable };
