"use strict";
// The only entry point of Pulumi's dynamic-provider process and the machine commands: the code text in Pulumi's state
// names only this file, so code can move and change without a diff in any stack.
// In the project it loads the TypeScript sources and transpiles them on the fly, so there is no build to forget. The
// published package has no sources; there it loads the compiled files.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const hasSources = existsSync(join(__dirname, "components"));
const folder = hasSources ? __dirname : join(__dirname, "dist");
/** @type {typeof import("./lib/end-with-engine.js")} */
const { endWithEngine } = require(join(folder, "lib", "end-with-engine.js"));
if (hasSources) {
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
  "swarm/keys.provider": "swarm/keys/handlers",
  "swarm/upgrade.provider": "swarm/upgrade/handlers",
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
  return require(join(folder, "components", doors[name] ?? name));
};
