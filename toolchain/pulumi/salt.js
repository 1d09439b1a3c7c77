"use strict";
// Pulumi writes a stack's encryption salt into the stack's settings file, which git tracks. The filter that
// .gitattributes names keeps that one line out of git, so that set-up and runs leave the tree clean.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const key = "filter.pulumi-salt";
const clean = "sed -e /^encryptionsalt:/d";

/**
 * Defines the filter in this clone. Nothing happens outside a git clone.
 * @param {string} folder the project
 */
function defineGitFilter(folder) {
  const current = git(folder, "config", "--local", "--get", `${key}.clean`);
  // 0: it has a value; 1: it has none; anything else: no git, or no clone.
  if (current.status === 1 || (current.status === 0 && current.stdout.trim() !== clean)) {
    git(folder, "config", "--local", `${key}.smudge`, "cat");
    git(folder, "config", "--local", `${key}.clean`, clean);
  }
}

/**
 * Tells git of settings files that differ only by the salt. Git takes a file of another size for changed without
 * looking inside; to record its size again, with the content that is there already, changes nothing else.
 * @param {string} folder the project
 */
function refreshGitIndex(folder) {
  const { status, stdout } = git(folder, "diff-files", "--name-only", "--", "Pulumi.*.yaml");
  const files = status === 0 ? stdout.split("\n").filter(Boolean) : [];
  for (const file of files)
    if (git(folder, "diff", "--quiet", "--", `:/${file}`).status === 0) git(folder, "add", "--", `:/${file}`);
}

/**
 * Removes the salt from the settings of a stack that is about to be created. It stems from an earlier life of this
 * folder whose passphrase is gone, and pulumi would take the new passphrase for a wrong one. Settings with encrypted
 * values stay as they are: they can be read with that salt only, and pulumi says so.
 * @param {string} folder the project
 * @param {string} stack
 */
function removeStaleSalt(folder, stack) {
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  if (!fs.existsSync(file)) return;
  const text = fs.readFileSync(file, "utf8");
  const rest = text.replace(/^encryptionsalt:.*\r?\n?/m, "");
  if (rest !== text && !hasSecrets(rest)) fs.writeFileSync(file, rest);
}

/**
 * @param {string} text of a stack's settings
 * @returns {boolean} whether some value in it is encrypted: {secure: "..."}
 */
function hasSecrets(text) {
  const { parseDocument, visit } = require("yaml");
  let found = false;
  visit(parseDocument(text), {
    Pair: (_, pair) => void (found ||= /** @type {any} */ (pair.key)?.value === "secure"),
  });
  return found;
}

/**
 * @param {string} folder
 * @param {...string} args
 */
function git(folder, ...args) {
  return spawnSync("git", args, { cwd: folder, encoding: "utf8", windowsHide: true });
}

module.exports = { defineGitFilter, refreshGitIndex, removeStaleSalt };
