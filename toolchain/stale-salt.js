"use strict";
const fs = require("node:fs");
const path = require("node:path");

/**
 * Removes the salt from the settings of a stack that is about to be made anew. It stems from an earlier life of this
 * folder whose passphrase is gone, and pulumi would take the new passphrase for a wrong one. Settings with encrypted
 * values are left alone: they can be read with that salt only, and pulumi says so.
 * @param {string} folder the project
 * @param {string} stack
 */
function removeStaleSalt(folder, stack) {
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  if (!fs.existsSync(file)) return;
  const text = fs.readFileSync(file, "utf8");
  const rest = text.replace(/^encryptionsalt:.*\r?\n?/m, "");
  if (rest !== text && !/^\s*(- )?secure:/m.test(rest)) fs.writeFileSync(file, rest);
}

module.exports = { removeStaleSalt };
