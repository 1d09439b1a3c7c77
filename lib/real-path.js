"use strict";
const { realpathSync } = require("node:fs");
const path = require("node:path");

/**
 * The one absolute path of a file or folder, whatever symbolic links lead to it. Unlike fs.realpath it works, and stays
 * the same, when there is nothing at that path.
 * @param {string} file relative or absolute
 * @returns {string}
 */
function realPath(file) {
  const absolute = path.resolve(file);
  try {
    return realpathSync(absolute);
  } catch {
    const folder = path.dirname(absolute);
    return folder === absolute ? absolute : path.join(realPath(folder), path.basename(absolute));
  }
}

module.exports = { realPath };
