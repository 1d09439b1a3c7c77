"use strict";
const { createRequire } = require("node:module");

/**
 * Modules of Pulumi's SDK that are its own affair, so that another version may lack them: then all stays as it is.
 * @param {string} sdk a file of the package @pulumi/pulumi that runs the program
 * @param {readonly string[]} files paths in the package
 * @returns {any[]} what each exports; empty where one is missing
 */
function sdkParts(sdk, files) {
  const load = createRequire(sdk);
  try {
    return files.map((file) => load(`@pulumi/pulumi/${file}`));
  } catch {
    return [];
  }
}

module.exports = { sdkParts };
