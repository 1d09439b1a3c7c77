"use strict";
// npm run remove-base: removes the shared root file system of local hosts from the cache, and the images of hosts from the
// current Docker Engine; the next set-up creates them.
const { UserError, main } = require("../lib/command.js");
const { npmPackages } = require("./packages/npm.js");
const { projectFolder } = require("./shared/project.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  // load.js needs them.
  await npmPackages(projectFolder, createSteps());
  const { removeBase } = load("hosts/local/base");
  await removeBase().catch((/** @type {Error} */ error) => {
    throw new UserError(error.message);
  });
  console.log("the base of the local hosts is removed from the cache");
  if (load("machine/drivers/computer").thisComputer.hasEngine()) await removeImages();
  return 0;
});

/** @throws {UserError} when hosts use the images */
async function removeImages() {
  /** @type {string[]} */
  const names = await load("hosts/docker/image")
    .removeHostImages()
    .catch((/** @type {Error} */ error) => {
      throw new UserError(error.message);
    });
  for (const name of names) console.log(`${name} is removed from the Docker Engine`);
}

/**
 * The components' modules; only here, since load.js needs the npm packages.
 * @param {string} name
 * @returns {any}
 */
function load(name) {
  return require("../load.js")(name);
}
