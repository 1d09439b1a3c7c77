"use strict";
// A process of its own, so that making the base never holds up the builds beside it.
const load = require("../../load.js");

load("hosts/local/base")
  .ensureBase((/** @type {string} */ line) => console.log(line))
  .catch((/** @type {Error} */ error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
