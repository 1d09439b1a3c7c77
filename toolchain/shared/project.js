"use strict";
// The folder of this clone, and the git-ignored folder in it that holds the state of its stacks.
const path = require("node:path");

/** The folder with Pulumi.yaml and package.json: every tool runs there. */
const projectFolder = path.join(__dirname, "..", "..");

/** All that belongs to this clone alone: backend, passphrase, machines. */
const stateFolder = path.join(projectFolder, ".state");

/** The stack of the exercise. */
const defaultStack = "dev";

module.exports = { projectFolder, stateFolder, defaultStack };
