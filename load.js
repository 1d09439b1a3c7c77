"use strict";
// The one door through which Pulumi's dynamic-provider process and the machine commands enter this package: the text
// that Pulumi keeps in its state names only this file, so code can move and change without a diff in any stack.
// In the project it loads the TypeScript sources (transpiled as they load, so there is no build to forget); in the
// published package, which has no sources, it loads the compiled files.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const sources = join(__dirname, "components");
const root = existsSync(sources) ? sources : join(__dirname, "dist", "components");
// @ts-expect-error -- the package has no types for its loaders
if (root === sources) require("sucrase/register/ts");

/**
 * Loads a module of this package.
 * @param {string} name its path below components/, without extension: "swarm/node.provider"
 * @returns {any} what the module exports
 */
module.exports = (name) => require(join(root, name));
