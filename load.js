"use strict";
// The only entry point of Pulumi's dynamic-provider process and the machine commands: the code text in Pulumi's state
// names only this file, so code can move and change without a diff in any stack.
// In the project it loads the TypeScript sources and transpiles them on the fly, so there is no build to forget. The
// published package has no sources; there it loads the compiled files.
const { existsSync } = require("node:fs");
const { Socket } = require("node:net");
const { join } = require("node:path");

const sources = join(__dirname, "components");
const root = existsSync(sources) ? sources : join(__dirname, "dist", "components");
if (root === sources) {
  require("./lib/lazy-modules.js");
  require("./lib/transpile.js").loadTypeScript();
}

/**
 * Names that every stack's state contains, which must never change, and where their code is now.
 * @type {Readonly<Record<string, string>>}
 */
const doors = {
  "swarm/swarm.provider": "swarm/swarm/handlers",
  "swarm/node.provider": "swarm/node/handlers",
  "swarm/tokens.provider": "swarm/tokens/handlers",
  "machine/machine.command": "machine/machine.command",
  "machine/local/host.command": "hosts/local/host.command",
  "hosts/docker/host.command": "hosts/docker/host.command",
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
 * Exits when the Pulumi engine that started this process is gone. The engine stops its providers, except when it is killed:
 * then they would wait for its calls forever. The engine holds the other end of this process's stdin, so stdin closes
 * with it. If stdin is neither a pipe nor a socket, nobody holds it, and this does nothing.
 */
function endWithEngine() {
  const input = process.stdin;
  if (!(input instanceof Socket) || input.isTTY || input.listenerCount("close", exit) > 0) return;
  input.once("close", exit).resume();
}

function exit() {
  process.exit();
}
