"use strict";
// npm run remove-base: removes the shared root file system of local hosts from the cache, and the images of hosts from the
// current Docker Engine; the next set-up creates them.
const { UserError, main } = require("../lib/command.js");
const { which } = require("../lib/which.js");
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
  if (which(["docker"])) await removeImages();
  return 0;
});

/** Where no engine answers there is nothing to remove, and that is no error. */
async function removeImages() {
  const { removeHostImages } = require("../load.js")("hosts/docker/image");
  try {
    for (const name of await removeHostImages()) console.log(`${name} is removed from the Docker Engine`);
  } catch (error) {
    console.log(`no image is removed from a Docker Engine: ${/** @type {Error} */ (error).message}`);
  }
}
