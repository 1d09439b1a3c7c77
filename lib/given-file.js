"use strict";
const path = require("node:path");

/**
 * A file as a person at a command line names it. npm runs a script in the project's folder, wherever in it it was called, and
 * says where that was.
 * @param {string} file
 * @param {string} [from] where the person is
 * @returns {string} its absolute path
 */
function givenFile(file, from = process.env.INIT_CWD ?? process.cwd()) {
  return path.resolve(from, file);
}

module.exports = { givenFile };
