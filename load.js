"use strict";
// The one door through which Pulumi's dynamic-provider process and the machine commands enter this package: the text
// that Pulumi keeps in its state names only this file, so code can move and change without a diff in any stack.
// In the project it loads the TypeScript sources (transpiled as they load, so there is no build to forget); in the
// published package, which has no sources, it loads the compiled files.
const { existsSync } = require("node:fs");
const { Socket } = require("node:net");
const { join } = require("node:path");

const sources = join(__dirname, "components");
const root = existsSync(sources) ? sources : join(__dirname, "dist", "components");
// @ts-expect-error -- the package has no types for its loaders
if (root === sources) require("sucrase/register/ts");

/**
 * Names that stand in the state of every stack and never change, and where their code is today.
 * @type {Readonly<Record<string, string>>}
 */
const doors = {
  "swarm/swarm.provider": "swarm/swarm/handlers",
  "swarm/node.provider": "swarm/node/handlers",
  "swarm/tokens.provider": "swarm/tokens/handlers",
  "machine/machine.command": "machine/machine.command",
  "machine/local/host.command": "hosts/local/host.command",
  "machine/workspace.command": "workspace/workspace.command",
  "context/context.command": "context/context.command",
};

/**
 * Loads a module of this package.
 * @param {string} name a name of `doors`, or a path below components/ without extension: "machine/store/record"
 * @returns {any} what the module exports
 */
module.exports = (name) => {
  // Only the dynamic-provider process loads handlers.
  if (name.endsWith(".provider")) endWithEngine();
  return require(join(root, doors[name] ?? name));
};

/**
 * Ends this process when Pulumi's engine, which started it, is gone. The engine ends its providers itself, but not where
 * it is killed outright: they would wait for its calls for ever. It holds the other end of their input, and that ends
 * with it. Where the input is neither pipe nor socket nobody holds it, and nothing is done.
 */
function endWithEngine() {
  const input = process.stdin;
  if (!(input instanceof Socket) || input.isTTY || input.listenerCount("close", exit) > 0) return;
  input.once("close", exit).resume();
}

function exit() {
  process.exit();
}
