"use strict";
// npm run remove-base: takes the shared root file system of local hosts out of the cache; it is made again when needed.
const { main } = require("./fault.js");
const load = require("../load.js");

main(async () => {
  await load("machine/local/base").removeBase();
  return 0;
});
