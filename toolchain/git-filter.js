"use strict";
// Pulumi writes a stack's encryption salt into the stack's settings file, which git tracks. The filter that
// .gitattributes names keeps that one line out of git, so that set-up and runs leave the tree clean.
const { spawnSync } = require("node:child_process");

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
 * looking inside; recording its size anew, with the content that is there already, changes nothing but that.
 * @param {string} folder the project
 */
function refreshGitIndex(folder) {
  const { status, stdout } = git(folder, "diff-files", "--name-only", "--", "Pulumi.*.yaml");
  const files = status === 0 ? stdout.split("\n").filter(Boolean) : [];
  for (const file of files)
    if (git(folder, "diff", "--quiet", "--", `:/${file}`).status === 0) git(folder, "add", "--", `:/${file}`);
}

/**
 * @param {string} folder
 * @param {...string} args
 */
function git(folder, ...args) {
  return spawnSync("git", args, { cwd: folder, encoding: "utf8", windowsHide: true });
}

module.exports = { defineGitFilter, refreshGitIndex };
