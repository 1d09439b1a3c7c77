"use strict";
// npm run bench [-- ROUNDS]: the exercise by hand and by Pulumi, side by side on this computer.
const path = require("node:path");
const { main } = require("../lib/command.js");
const { checkLocalHosts, prepareLocalHosts } = require("./hosts/local-hosts.js");
const { projectFolder } = require("./shared/project.js");
const { foreground } = require("../lib/foreground.js");
const { setUp } = require("./setup.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  checkLocalHosts();
  const steps = createSteps();
  const { env } = await setUp(steps, () => prepareLocalHosts(steps));
  const script = [path.join("bench", "exercise.ts"), ...process.argv.slice(2)];
  return foreground(process.execPath, ["--require", "./load.js", ...script], { cwd: projectFolder, env });
});
