"use strict";
// npm run view [-- --svg FILE | --json | --open]: a live picture of the selected stack's swarm. npm run nodes: as a table.
const { main, UserError } = require("../lib/command.js");

main(async () => {
  try {
    require("../load.js");
  } catch {
    throw new UserError('The npm packages are not installed: run "npm start" or "npm ci" first.');
  }
  return require("./command").runView(process.argv.slice(2));
});
