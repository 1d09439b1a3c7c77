"use strict";
// npm run swarm -- describe: prints a running swarm as the configuration that adopts it.
const { parseArgs } = require("node:util");
const { UserError } = require("../../lib/command.js");
const { configurationText } = require("./configuration-text.js");
const { fromContext, fromHost, fromStack } = require("./source.js");

const usage = `npm run swarm -- describe                        prints the configuration of the selected stack's swarm
npm run swarm -- describe --context NAME         of the swarm that a context of the docker client leads to
npm run swarm -- describe --host tcp://ADDRESS:2376 --tls-path FOLDER
                                                 of the swarm of an engine; the folder has ca.pem, cert.pem, key.pem

It only reads, through a manager. Put what it prints into Pulumi.STACK.yaml; see docs/operations.md, "Adopt an existing swarm".`;

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function describe(args) {
  const options = parsed(args);
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const answers = await read(options);
  const load = loader();
  const described = load("swarm/describe").describe(answers.swarm, answers.nodes);
  process.stdout.write(configurationText(described, { ...answers, swarmId: answers.swarm.ID }));
  return 0;
}

/**
 * @typedef {object} Options
 * @property {string} [context]
 * @property {string} [host]
 * @property {string} [tlsPath]
 * @property {boolean} [help]
 */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 * @throws UserError for what does not go together
 */
function parsed(args) {
  /** @type {{context?: string, host?: string, "tls-path"?: string, help?: boolean}} */
  let values;
  try {
    const text = /** @type {const} */ ({ type: "string" });
    const options = {
      context: text,
      host: text,
      "tls-path": text,
      help: /** @type {const} */ ({ type: "boolean" }),
    };
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UserError(`${/** @type {Error} */ (error).message}\n${usage}`);
  }
  const { context, host, "tls-path": tlsPath, help } = values;
  if (context !== undefined && (host !== undefined || tlsPath !== undefined))
    throw new UserError(`--context and --host exclude each other.\n${usage}`);
  if ((host === undefined) !== (tlsPath === undefined))
    throw new UserError(`--host and --tls-path belong together.\n${usage}`);
  return { context, host, tlsPath, help };
}

/**
 * @param {Options} options
 * @returns {Promise<import("./source.js").Answers>}
 */
function read({ context, host, tlsPath }) {
  if (context !== undefined) return fromContext(context);
  if (host !== undefined && tlsPath !== undefined) return fromHost(host, tlsPath, loader());
  return fromStack(loader());
}

/** @returns {(name: string) => any} */
function loader() {
  try {
    return require("../../load.js");
  } catch {
    throw new UserError('The npm packages are not installed: run "npm start" or "npm ci" first.');
  }
}

module.exports = { describe };
