"use strict";
// npm run remove-base: removes the shared root file system of local hosts from the cache; the next set-up creates it.
const { UserError, main } = require("../lib/command.js");
const { npmPackages } = require("./packages/npm.js");
const { projectFolder } = require("./shared/project.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  // load.js needs them.
  await npmPackages(projectFolder, createSteps());
  const { removeBase } = require("../load.js")("hosts/local/base");
  await removeBase().catch((/** @type {Error} */ error) => {
    throw new UserError(error.message);
  });
  console.log("the base of the local hosts is removed from the cache");
  return 0;
});
