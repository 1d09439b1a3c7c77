"use strict";
// npm run release -- TAG [FOLDER]: checks that a tag can be published, and packs it. The release workflow calls it.
const fs = require("node:fs");
const path = require("node:path");
const { main, UserError } = require("../lib/command.js");
const { pack } = require("./packages/packed-program.js");
const { releaseProblems } = require("./packages/release-check.js");
const { projectFolder } = require("./shared/project.js");

/** @param {string} file */
const read = (file) => fs.readFileSync(path.join(projectFolder, file), "utf8");

main(async () => {
  const [tag = "", folder = projectFolder] = process.argv.slice(2);
  const { version } = JSON.parse(read("package.json"));
  const problems = releaseProblems({ tag, version, changelog: read("CHANGELOG.md") });
  if (problems.length > 0)
    throw new UserError(`${tag || "no tag"} cannot be released:\n  ${problems.join("\n  ")}`);
  console.log(await pack(path.resolve(folder), process.env));
  return 0;
});
