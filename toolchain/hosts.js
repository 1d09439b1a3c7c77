"use strict";
// npm run hosts -- ls | rm ID... | rm --orphaned: the local hosts of all clones of this project on this computer.
const readline = require("node:readline/promises");
const { UserError, main } = require("../lib/command.js");
const { npmPackages } = require("./packages/npm.js");
const { projectFolder } = require("./shared/project.js");
const { createSteps } = require("./shared/steps.js");

const usage = "npm run hosts -- ls | rm ID... [--yes] | rm --orphaned [--yes]";

/** @typedef {import("../components/hosts/local/computer").HostFolder} HostFolder */

main(async () => {
  const [verb, ...rest] = process.argv.slice(2);
  const words = rest.filter((word) => word !== "--yes");
  // load.js needs them.
  await npmPackages(projectFolder, createSteps());
  const load = require("../load.js");
  const problem = load("hosts/local/requirements").rightsProblem();
  if (problem) throw new UserError(problem);
  const computer = load("hosts/local/computer");
  /** @type {HostFolder[]} */
  const folders = await computer.listFolders();
  if (verb === "ls" && rest.length === 0) return list(folders);
  if (verb !== "rm" || words.length === 0) throw new UserError(`use: ${usage}`);
  const chosen = choose(folders, words);
  if (chosen.length === 0) return list([]);
  list(chosen);
  if (!rest.includes("--yes") && !(await confirmed())) return 1;
  for (const { id } of chosen) await computer.removeFolder(id, console.log);
  return 0;
});

/**
 * @param {readonly HostFolder[]} folders
 * @returns {number}
 */
function list(folders) {
  if (folders.length === 0) console.log("no local hosts");
  for (const { id, directory, isGone, hosts } of folders)
    console.log(
      `${id}  ${directory ?? "unknown folder"}${isGone ? " (gone)" : ""}  ${hosts.join(", ") || "no hosts"}`,
    );
  return 0;
}

/**
 * @param {readonly HostFolder[]} folders
 * @param {readonly string[]} words ids, or --orphaned
 * @returns {HostFolder[]}
 */
function choose(folders, words) {
  if (words.length === 1 && words[0] === "--orphaned") return folders.filter(({ isGone }) => isGone);
  return words.map((word) => {
    const folder = folders.find(({ id }) => id === word);
    if (!folder)
      throw new UserError(`there are no local hosts with id ${word}: npm run hosts -- ls lists all`);
    return folder;
  });
}

/** @returns {Promise<boolean>} whether the person says yes; nobody can be asked where there is no terminal */
async function confirmed() {
  if (!process.stdin.isTTY)
    throw new UserError("all of these hosts would be removed with their disks: add --yes");
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Remove these hosts with their disks? Only yes removes them: ");
  terminal.close();
  return answer.trim() === "yes";
}
